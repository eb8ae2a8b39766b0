"""Which mutants does a test notice? Each test is run once to see which it comes to; then each mutant with those, quickest first,
in an order that is the same every time and makes a part a fair sample. A line a mutant in `results.jsonl`."""
import concurrent.futures as cf
import json
import os
import random
import subprocess
import threading
import time

TREE = os.path.abspath('tree')
listed = json.load(open('list.json'))
group = {p['number']: p['group'] for _, p in json.load(open('map.json'))}
env = dict(os.environ, PROPTEST_MAX_SHRINK_ITERS='0', PROPTEST_DISABLE_FAILURE_PERSISTENCE='1', RUST_BACKTRACE='0')
bins = {}
for line in open('build.json'):
    j = json.loads(line)
    if j.get('reason') == 'compiler-artifact' and j.get('executable') and j['profile']['test']:
        bins[j['target']['name']] = j['executable']
def run(bin, tests, mutant=None, reached=None, timeout=600):
    e = dict(env)
    if mutant is not None: e['MUTANT'] = str(mutant)
    if reached: e['MUTANTS_REACHED'] = reached
    t = time.time()
    p = subprocess.Popen([bins[bin], '--exact', '--test-threads', '1', *tests], cwd=TREE, env=e, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)
    try:
        out, _ = p.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        os.killpg(p.pid, 9); p.communicate()
        return 'timeout', time.time() - t, ''
    return p.returncode, time.time() - t, out.decode(errors='replace')
reach_path = 'reach.json'
if os.path.exists(reach_path):
    tests = json.load(open(reach_path))
else:
    tests = []
    for name in bins:
        out = subprocess.run([bins[name], '--list', '--format', 'terse'], cwd=TREE, env=env, capture_output=True, text=True).stdout
        for t in [l[:-6] for l in out.split('\n') if l.endswith(': test')]:
            f = os.path.abspath('reached')
            if os.path.exists(f): os.remove(f)
            rc, took, text = run(name, [t], reached=f)
            if rc != 0: print('BASELINE FAILS', name, t, rc, text[-600:], flush=True); continue
            seen = sorted(set(map(int, open(f).read().split()))) if os.path.exists(f) else []
            tests.append([name, t, took, seen])
            print(f'{name} {t} {took:.2f} {len(seen)}', flush=True)
    json.dump(tests, open(reach_path, 'w'))
by_group = {}
for name, t, took, seen in tests:
    for g in seen: by_group.setdefault(g, []).append((took, name, t))
def judge(k):
    reaching = sorted(by_group.get(group[k], []))
    if not reaching: return {'mutant': k, 'result': 'unreached'}
    quick, slow = {}, []
    for took, name, t in reaching:
        if took < 0.25: quick.setdefault(name, []).append((took, t))
        else: slow.append((took, name, [t]))
    runs = sorted([(sum(a for a, _ in v), n, [t for _, t in v]) for n, v in quick.items()]) + sorted(slow)
    for took, name, ts in runs:
        rc, _, text = run(name, ts, mutant=k, timeout=took * 15 + 20)
        if rc != 0:
            return {'mutant': k, 'result': 'timeout' if rc == 'timeout' else 'caught', 'by': name, 'tests': ts[:3], 'reaching': len(reaching)}
    return {'mutant': k, 'result': 'survived', 'reaching': len(reaching), 'tests': [f'{n} {t}' for _, n, t in reaching][:6]}
out_path = 'results.jsonl'
done = {json.loads(l)['mutant'] for l in open(out_path)} if os.path.exists(out_path) else set()
todo = [k for k in group if k not in done]
random.Random(9).shuffle(todo)
lock = threading.Lock()
with cf.ThreadPoolExecutor(int(os.environ.get('JOBS', '2'))) as pool, open(out_path, 'a') as out:
    def one(k):
        r = judge(k)
        with lock: out.write(json.dumps(r) + '\n'); out.flush()
    list(pool.map(one, todo))
print('all done')
