/*
 * Checks one applicant, or many, against a list:
 *
 *     shixin compile rows.jsonl -o list.shixin --as-of 2026-11-01
 *     cc -std=c99 check.c $(pkg-config --cflags --libs shixin) -o check
 *     ./check list.shixin 11010519491231002X 张某示 travel.air     one, explained
 *     ./check list.shixin < applicants.csv                         lines of id,name: one answer a line
 */
#include <shixin.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const OUTCOMES[] = {"no answer", "clear", "refer", "block"};

/* Says what went wrong, and ends: there is no answer, and so nobody is clear. */
static void fail(shx_error *error) {
    fprintf(stderr, "%s: %s\n", shx_error_context(error), shx_error_message(error));
    shx_error_free(error);
    exit(64);
}

static void print(shx_string *string) {
    printf("%s\n", shx_string_ptr(string));
    shx_string_free(string);
}

/* One applicant: the outcome, why, the records it rests on, and what the applicant may be handed. */
static int32_t one(const shx_list *list, const char *id, const char *name, const char *use) {
    shx_error *error = NULL;
    shx_verdict *verdict = NULL;
    shx_string *because = NULL, *letter = NULL;
    shx_text basis, record;
    shx_answer answer;
    shx_question question = shx_question_empty();
    question.id = shx_str(id);
    question.name = shx_str(name);
    question.use = shx_str(use);
    if (shx_list_ask(list, &question, &verdict, &error) != SHX_OK) fail(error);

    if (shx_verdict_answer(verdict, &answer, sizeof answer) != SHX_OK) exit(70);
    if (shx_verdict_text(verdict, SHX_TEXT_BASIS, SHX_LANGUAGE_CHINESE, &basis) != SHX_OK) exit(70);
    printf("%s, by %.*s; %g others would fit\n", OUTCOMES[answer.outcome], (int)basis.len, basis.ptr, answer.lookalikes);
    for (size_t nth = 0; shx_verdict_record(verdict, nth, &record) == SHX_OK; nth++)
        printf("record %.*s\n", (int)record.len, record.ptr);
    if (shx_verdict_because(verdict, SHX_LANGUAGE_ENGLISH, &because) != SHX_OK) exit(70);
    print(because);
    if (shx_verdict_explain(verdict, SHX_AUDIENCE_APPLICANT, SHX_LANGUAGE_CHINESE, &letter, &error) != SHX_OK) fail(error);
    print(letter);
    shx_verdict_free(verdict);
    return answer.outcome;
}

/* Lines of id,name from standard input, up to a hundred at a time. */
static void many(const shx_list *list) {
    enum { AT_ONCE = 100, LONGEST = 512 };
    static char lines[AT_ONCE][LONGEST];
    shx_applicant applicants[AT_ONCE];
    shx_answer answers[AT_ONCE];
    size_t count;
    do {
        shx_error *error = NULL;
        for (count = 0; count < AT_ONCE && fgets(lines[count], LONGEST, stdin) != NULL; count++) {
            char *name = strchr(lines[count], ',');
            lines[count][strcspn(lines[count], "\r\n")] = '\0';
            if (name != NULL) *name++ = '\0';
            applicants[count].id = shx_str(lines[count]);
            applicants[count].name = shx_str(name);
        }
        if (shx_list_check_many(list, NULL, applicants, count, answers, sizeof answers[0], &error) != SHX_OK) fail(error);
        for (size_t nth = 0; nth < count; nth++)
            printf("%s,%s\n", OUTCOMES[answers[nth].outcome], shx_status_text(answers[nth].status));
    } while (count == AT_ONCE);
}

int main(int argc, char **argv) {
    shx_error *error = NULL;
    shx_list *list = NULL;
    int32_t outcome = SHX_OUTCOME_CLEAR;
    if (argc != 2 && argc != 4 && argc != 5) {
        fprintf(stderr, "expected: check LIST [ID NAME [USE]]\n");
        return 64;
    }
    if (shx_list_open(argv[1], strlen(argv[1]), &list, &error) != SHX_OK) fail(error);
    if (argc == 2) many(list);
    else outcome = one(list, argv[2], argv[3], argc == 5 ? argv[4] : "");
    shx_list_free(list);
    return outcome == SHX_OUTCOME_CLEAR ? 0 : outcome == SHX_OUTCOME_REFER ? 1 : 2;
}
