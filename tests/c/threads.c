/*
 * Sixteen threads ask while editions take turns: threads FOLDER ROUNDS. Each answer is that of the edition it bears.
 * The two editions are those of list.shixin, which lists the applicant, and later.shixin, which does not.
 */
#include "claim.h"

#include <pthread.h>

enum { THREADS = 16 };

static shx_screener *screener;
static uint8_t listing[32];      /* digest of the edition that lists the applicant */
static volatile int is_over = 0; /* written under the mutex */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static long asked[THREADS][2];   /* by thread: answers of the other edition, and of the listing one */

static int over(void) {
    int is;
    pthread_mutex_lock(&mutex);
    is = is_over;
    pthread_mutex_unlock(&mutex);
    return is;
}

static void ask_one(long *counts, const shx_question *question) {
    shx_verdict *verdict = NULL;
    shx_string *because = NULL;
    shx_error *error = NULL;
    int32_t outcome = 0, as_of = 0;
    uint8_t digest[32];
    int lists;
    CLAIM(shx_screener_ask(screener, question, &verdict, &error) == SHX_OK);
    CLAIM(shx_verdict_outcome(verdict, &outcome) == SHX_OK && shx_verdict_edition(verdict, &as_of, &digest) == SHX_OK);
    lists = memcmp(digest, listing, sizeof digest) == 0;
    CLAIM(outcome == (lists ? SHX_OUTCOME_BLOCK : SHX_OUTCOME_CLEAR));
    if (counts[0] % 16 == 0) {
        CLAIM(shx_verdict_explain(verdict, SHX_AUDIENCE_CLERK, SHX_LANGUAGE_CHINESE, &because, &error) == SHX_OK);
        shx_string_free(because);
    }
    counts[lists]++;
    shx_verdict_free(verdict);
}

/* All rows are from one edition. */
static void ask_many(const shx_question *common, const shx_applicant *applicants, size_t count) {
    shx_answer answers[32];
    size_t nth;
    CLAIM(count <= 32);
    CLAIM(shx_screener_check_many(screener, common, applicants, count, answers, sizeof answers[0], NULL) == SHX_OK);
    for (nth = 0; nth < count; nth++) CLAIM(answers[nth].status == SHX_OK && answers[nth].outcome == answers[0].outcome);
}

static void *ask_on(void *own) {
    long *counts = (long *)own;
    shx_applicant applicants[32];
    shx_question question = shx_question_empty(), common;
    size_t nth;
    question.day = 20261102;
    common = question;
    question.id = shx_str(LISTED_ID);
    question.name = shx_str(LISTED_NAME);
    for (nth = 0; nth < 32; nth++) {
        applicants[nth].id = question.id;
        applicants[nth].name = question.name;
    }
    while (!over()) {
        ask_one(counts, &question);
        ask_many(&common, applicants, 32);
    }
    return NULL;
}

static void copy(const char *from, const char *to) {
    static char buffer[1 << 20];
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    size_t length;
    CLAIM(in != NULL && out != NULL);
    length = fread(buffer, 1, sizeof buffer, in);
    CLAIM(length > 0 && length < sizeof buffer && fwrite(buffer, 1, length, out) == length);
    CLAIM(fclose(in) == 0 && fclose(out) == 0);
}

int main(int argc, char **argv) {
    pthread_t threads[THREADS];
    shx_screener_options options = shx_screener_options_empty();
    shx_list *list = NULL;
    shx_error *error = NULL;
    int32_t as_of = 0;
    long blocks = 0, clears = 0;
    int nth, rounds;
    const char *editions[2], *beside;
    CLAIM(argc == 3);
    rounds = atoi(argv[2]);
    editions[0] = path_in(argv[1], "list.shixin").ptr;
    editions[1] = path_in(argv[1], "later.shixin").ptr;
    beside = path_in(argv[1], "turning.new").ptr;
    options.list = path_in(argv[1], "turning.shixin");
    options.flags = SHX_SCREENER_ANY_EDITION;
    copy(editions[0], options.list.ptr);
    CLAIM(shx_screener_open(&options, &screener, &error) == SHX_OK);
    CLAIM(shx_screener_list(screener, &list) == SHX_OK && shx_list_edition(list, &as_of, &listing) == SHX_OK);

    for (nth = 0; nth < THREADS; nth++) CLAIM(pthread_create(&threads[nth], NULL, ask_on, asked[nth]) == 0);
    for (nth = 1; nth <= rounds; nth++) {
        copy(editions[nth % 2], beside);
        CLAIM(rename(beside, options.list.ptr) == 0);
        CLAIM(shx_screener_reload(screener, &error) == SHX_OK);
        CLAIM(shx_screener_reload_relief(screener, &error) == SHX_OK);
    }
    pthread_mutex_lock(&mutex);
    is_over = 1;
    pthread_mutex_unlock(&mutex);
    for (nth = 0; nth < THREADS; nth++) CLAIM(pthread_join(threads[nth], NULL) == 0);
    for (nth = 0; nth < THREADS; nth++) {
        clears += asked[nth][0];
        blocks += asked[nth][1];
    }
    CLAIM(blocks + clears > 0);
    shx_screener_free(screener);
    CLAIM(shx_list_edition(list, &as_of, &listing) == SHX_OK); /* what is held lives on */
    shx_list_free(list);
    printf("threads: all so (%ld blocks, %ld clears)\n", blocks, clears);
    return 0;
}
