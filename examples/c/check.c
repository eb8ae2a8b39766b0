/*
 * Checks one applicant, or many, against a list, on today's day: a list that is too old for today gives no answer.
 *
 *     shixin compile rows.jsonl -o list.shixin --as-of $(TZ=Asia/Shanghai date +%F)
 *     cc -std=c99 check.c $(pkg-config --cflags --libs shixin) -o check
 *     ./check list.shixin 11010519491231002X 张某示 travel.air     one, explained
 *     ./check list.shixin < applicants.csv                         lines of id,name: one answer a line
 */
#include <shixin.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A later library may know outcomes that are not known here: none of them is a clear. */
static const char *word(int32_t outcome) {
    static const char *const words[] = {"no answer", "clear", "refer", "block"};
    return outcome >= 0 && outcome <= 3 ? words[outcome] : "unknown";
}

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
static int32_t one(const shx_screener *screener, const char *id, const char *name, const char *use) {
    shx_error *error = NULL;
    shx_verdict *verdict = NULL;
    shx_string *because = NULL, *letter = NULL;
    shx_text basis, record;
    shx_answer answer;
    shx_question question = shx_question_empty();
    question.id = shx_str(id);
    question.name = shx_str(name);
    question.use = shx_str(use);
    if (shx_screener_ask(screener, &question, &verdict, &error) != SHX_OK) fail(error);

    if (shx_verdict_answer(verdict, &answer, sizeof answer) != SHX_OK) exit(70);
    if (shx_verdict_text(verdict, SHX_TEXT_BASIS, SHX_LANGUAGE_CHINESE, &basis) != SHX_OK) exit(70);
    printf("%s, by %.*s; %g others would fit\n", word(answer.outcome), (int)basis.len, basis.ptr, answer.lookalikes);
    for (size_t nth = 0; shx_verdict_record(verdict, nth, &record) == SHX_OK; nth++)
        printf("record %.*s\n", (int)record.len, record.ptr);
    if (shx_verdict_because(verdict, SHX_LANGUAGE_ENGLISH, &because) != SHX_OK) exit(70);
    print(because);
    if (shx_verdict_explain(verdict, SHX_AUDIENCE_APPLICANT, SHX_LANGUAGE_CHINESE, &letter, &error) != SHX_OK) fail(error);
    print(letter);
    shx_verdict_free(verdict);
    return answer.outcome;
}

/* Lines of id,name from standard input, up to a hundred at a time. 0, or 64 where a line has no answer. */
static int many(const shx_screener *screener) {
    enum { AT_ONCE = 100, LONGEST = 512 };
    static char lines[AT_ONCE][LONGEST];
    shx_applicant applicants[AT_ONCE];
    shx_answer answers[AT_ONCE];
    size_t count;
    int code = 0;
    do {
        shx_error *error = NULL;
        for (count = 0; count < AT_ONCE && fgets(lines[count], LONGEST, stdin) != NULL; count++) {
            char *name = strchr(lines[count], ',');
            if (strchr(lines[count], '\n') == NULL && strlen(lines[count]) == LONGEST - 1) {
                fprintf(stderr, "expected lines of less than %d bytes, found a longer one\n", LONGEST - 1);
                exit(64);
            }
            lines[count][strcspn(lines[count], "\r\n")] = '\0';
            if (name != NULL) *name++ = '\0';
            applicants[count].id = shx_str(lines[count]);
            applicants[count].name = shx_str(name);
        }
        if (shx_screener_check_many(screener, NULL, applicants, count, answers, sizeof answers[0], &error) != SHX_OK)
            fail(error);
        for (size_t nth = 0; nth < count; nth++) {
            printf("%s,%s\n", word(answers[nth].outcome), shx_status_text(answers[nth].status));
            if (answers[nth].status != SHX_OK) code = 64;
        }
    } while (count == AT_ONCE);
    return code;
}

/* 0 for a clear, 1 for a referral, 2 for a block; 64 for no answer, or one that is not known here. */
static int code_of(int32_t outcome) {
    switch (outcome) {
        case SHX_OUTCOME_CLEAR: return 0;
        case SHX_OUTCOME_REFER: return 1;
        case SHX_OUTCOME_BLOCK: return 2;
        default: return 64;
    }
}

int main(int argc, char **argv) {
    shx_error *error = NULL;
    shx_screener *screener = NULL;
    shx_screener_options options = shx_screener_options_empty();
    int code;
    if (argc != 2 && argc != 4 && argc != 5) {
        fprintf(stderr, "expected: check LIST [ID NAME [USE]]\n");
        return 64;
    }
    options.list = shx_str(argv[1]);
    if (shx_screener_open(&options, &screener, &error) != SHX_OK) fail(error);
    if (argc == 2) code = many(screener);
    else code = code_of(one(screener, argv[2], argv[3], argc == 5 ? argv[4] : ""));
    shx_screener_free(screener);
    return code;
}
