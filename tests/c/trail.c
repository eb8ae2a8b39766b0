/* What a screener with a trail answers is recorded, or is no answer: trail FOLDER. As C99, C11 and C++17. */
#ifndef _XOPEN_SOURCE
#define _XOPEN_SOURCE 700
#endif
#include "claim.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* Lines of the trail that have this part. */
static int lines(shx_text segment, const char *part) {
    static char line[1 << 16];
    FILE *file = fopen(segment.ptr, "rb");
    int count = 0;
    CLAIM(file != NULL);
    while (fgets(line, sizeof line, file) != NULL) {
        CLAIM(strchr(line, '\n') != NULL);
        if (strstr(line, part) != NULL) count++;
    }
    CLAIM(fclose(file) == 0);
    return count;
}

/* From now on no file grows, as on a disk that is full; 0 takes that back. */
static void full(int is_full) {
    static struct rlimit before;
    struct rlimit now;
    if (is_full) CLAIM(getrlimit(RLIMIT_FSIZE, &before) == 0);
    now = before;
    if (is_full) now.rlim_cur = 1;
    CLAIM(setrlimit(RLIMIT_FSIZE, &now) == 0);
}

static void answers_are_recorded(const shx_screener *screener, shx_text segment) {
    shx_verdict *verdict = NULL;
    shx_error *error = NULL;
    shx_applicant applicants[4];
    shx_answer answers[4];
    shx_text id = shx_str(ALWAYS_ID), name = shx_str(ALWAYS_NAME), other = shx_str("330106198506150484");
    shx_question question = shx_question_empty(), linked = shx_question_empty();
    const shx_question *parties[1];
    size_t nth;

    CLAIM(lines(segment, "\"kind\":\"decision\"") == 0);
    CLAIM(shx_screener_check(screener, id.ptr, id.len, name.ptr, name.len, &verdict, &error) == SHX_OK);
    shx_verdict_free(verdict);
    CLAIM(lines(segment, "\"outcome\":\"block\",\"ground\":\"identified\"") == 1);
    CLAIM(lines(segment, "\"kind\":\"decision\"") == 1);

    /* One party, several, for a use; then ids that cannot be read, which are recorded as no answer. */
    question.id = id;
    question.name = name;
    question.use = shx_str("travel.air");
    CLAIM(shx_screener_ask(screener, &question, &verdict, &error) == SHX_OK);
    shx_verdict_free(verdict);
    CLAIM(lines(segment, "\"use\":\"travel.air\"") == 1);
    linked = question;
    linked.use = shx_str("");
    linked.role = SHX_ROLE_CONTROLLER;
    parties[0] = &linked;
    question.linked = parties;
    question.linked_len = 1;
    CLAIM(shx_screener_ask(screener, &question, &verdict, &error) == SHX_OK);
    shx_verdict_free(verdict);
    verdict = NULL;
    CLAIM(lines(segment, "\"use\":\"travel.air\"") == 2 && lines(segment, "controller") == 1);
    linked.id = shx_str("?");
    CLAIM(shx_screener_ask(screener, &question, &verdict, NULL) == SHX_BAD_ID);
    question.linked_len = 0;
    question.id = shx_str("?");
    CLAIM(shx_screener_ask(screener, &question, &verdict, NULL) == SHX_BAD_ID);
    CLAIM(lines(segment, "\"outcome\":\"error\",\"ground\":\"query\",\"use\":\"travel.air\"") == 2);
    CLAIM(shx_screener_check(screener, "?", 1, name.ptr, name.len, &verdict, NULL) == SHX_BAD_ID);
    CLAIM(lines(segment, "\"outcome\":\"error\",\"ground\":\"query\",\"use\":\"general\"") == 1);
    /* A fault of the program is nobody's question. */
    CLAIM(shx_screener_check(screener, "\xFF", 1, name.ptr, name.len, &verdict, NULL) == SHX_BAD_UTF8);
    CLAIM(verdict == NULL && lines(segment, "\"kind\":\"decision\"") == 6);

    for (nth = 0; nth < 4; nth++) {
        applicants[nth].id = nth == 0 ? id : nth == 1 ? other : shx_str("?");
        applicants[nth].name = nth == 3 ? shx_str("\xFF") : name;
    }
    CLAIM(shx_screener_check_many(screener, NULL, applicants, 4, answers, sizeof answers[0], &error) == SHX_OK);
    CLAIM(answers[0].outcome == SHX_OUTCOME_BLOCK && answers[1].outcome == SHX_OUTCOME_CLEAR);
    CLAIM(answers[2].status == SHX_BAD_ID && answers[3].status == SHX_BAD_UTF8);
    CLAIM(lines(segment, "\"kind\":\"decision\"") == 9);
    CLAIM(lines(segment, "\"kind\":\"decision\",\"outcome\":\"clear\"") == 1);
}

/* Nobody is clear whose answer was not recorded. */
static void unrecorded_is_unanswered(const shx_screener *screener, shx_text segment) {
    shx_verdict *verdict = NULL;
    shx_error *error = NULL;
    shx_applicant applicant;
    shx_answer answer;
    shx_text id = shx_str("330106198506150484"), name = shx_str(ALWAYS_NAME);
    shx_question question = shx_question_empty(), linked;
    const shx_question *parties[1];
    question.id = applicant.id = id;
    question.name = applicant.name = name;
    linked = question;
    linked.role = SHX_ROLE_CONTROLLER;
    parties[0] = &linked;
    memset(&answer, 0x5A, sizeof answer);

    full(1);
    CLAIM(shx_screener_check(screener, id.ptr, id.len, name.ptr, name.len, &verdict, &error) == SHX_NOT_RECORDED);
    CLAIM(shx_error_code(error) == SHX_NOT_RECORDED && strcmp(shx_error_context(error), "trail") == 0);
    shx_error_free(error);
    CLAIM(shx_screener_check(screener, "?", 1, name.ptr, name.len, &verdict, NULL) == SHX_NOT_RECORDED);
    CLAIM(shx_screener_ask(screener, &question, &verdict, NULL) == SHX_NOT_RECORDED);
    question.linked = parties;
    question.linked_len = 1;
    CLAIM(shx_screener_ask(screener, &question, &verdict, NULL) == SHX_NOT_RECORDED);
    question.id = shx_str("?");
    CLAIM(shx_screener_ask(screener, &question, &verdict, NULL) == SHX_NOT_RECORDED);
    CLAIM(verdict == NULL);
    CLAIM(shx_screener_check_many(screener, NULL, &applicant, 1, &answer, sizeof answer, NULL) == SHX_OK);
    CLAIM(answer.status == SHX_NOT_RECORDED && answer.outcome == SHX_OUTCOME_NONE);
    full(0);
    CLAIM(lines(segment, "\"kind\":\"decision\"") == 9);
}

/* A child that asks what its parent opened gets no answer, and the parent goes on. */
static void a_child_is_unanswered(const shx_screener *screener, shx_text segment) {
    shx_verdict *verdict = NULL;
    shx_text id = shx_str("330106198506150484"), name = shx_str(ALWAYS_NAME);
    int status = 0;
    pid_t child = fork();
    CLAIM(child >= 0);
    if (child == 0) {
        int asked = shx_screener_check(screener, id.ptr, id.len, name.ptr, name.len, &verdict, NULL);
        if (asked == SHX_NOT_RECORDED && verdict == NULL)
            execlp("true", "true", (char *)NULL); /* leaves what its parent holds, which is no leak of the child's */
        _exit(1);
    }
    CLAIM(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0);
    CLAIM(lines(segment, "\"kind\":\"decision\"") == 9);
    CLAIM(shx_screener_check(screener, id.ptr, id.len, name.ptr, name.len, &verdict, NULL) == SHX_OK);
    shx_verdict_free(verdict);
    CLAIM(lines(segment, "\"kind\":\"decision\"") == 10);
}

int main(int argc, char **argv) {
    shx_screener_options options = shx_screener_options_empty();
    shx_screener *screener = NULL, *second = NULL;
    shx_error *error = NULL;
    shx_text segment;
    CLAIM(argc == 2);
    CLAIM(signal(SIGXFSZ, SIG_IGN) != SIG_ERR); /* so that writing fails, and the process lives */
    options.list = path_in(argv[1], "today.shixin");
    options.trail = path_in(argv[1], "answers");
    CLAIM(shx_screener_open(&options, &screener, &error) == SHX_OK);
    CLAIM(shx_screener_open(&options, &second, NULL) == SHX_NOT_RECORDED && second == NULL); /* one writer */
    segment = path_in(argv[1], "answers/trail-000000000000.jsonl");
    answers_are_recorded(screener, segment);
    unrecorded_is_unanswered(screener, segment);
    a_child_is_unanswered(screener, segment);
    shx_screener_free(screener);
    /* What was recorded is taken up again. */
    CLAIM(shx_screener_open(&options, &screener, &error) == SHX_OK);
    shx_screener_free(screener);
    puts("trail: all so");
    return 0;
}
