/* Every function, used as it is meant to be: smoke FOLDER. As C99, C11 and C++17. */
#include "claim.h"

#include <math.h>

#if defined(__cplusplus)
#define STATIC_CLAIM(what) static_assert(what, #what)
#elif __STDC_VERSION__ >= 201112L
#define STATIC_CLAIM(what) _Static_assert(what, #what)
#else
#define STATIC_CLAIM(what) extern int static_claim[(what) ? 1 : -1]
#endif

/* The layout that programs already compiled rely on. */
STATIC_CLAIM(sizeof(shx_status) == 4);
STATIC_CLAIM(sizeof(shx_answer) == 48);
STATIC_CLAIM(offsetof(shx_answer, lookalikes) == 16);
STATIC_CLAIM(offsetof(shx_answer, day) == 40);
STATIC_CLAIM(sizeof(shx_match) == 32);
STATIC_CLAIM(offsetof(shx_match, lookalikes) == 16);
STATIC_CLAIM(offsetof(shx_match, reasons) == 28);
STATIC_CLAIM(sizeof(void *) != 8 || sizeof(shx_text) == 16);
STATIC_CLAIM(sizeof(void *) != 8 || sizeof(shx_applicant) == 32);
STATIC_CLAIM(sizeof(void *) != 8 || sizeof(shx_statement) == 24);
STATIC_CLAIM(sizeof(void *) != 8 || sizeof(shx_question) == 128);
STATIC_CLAIM(sizeof(void *) != 8 || offsetof(shx_question, use) == 40);
STATIC_CLAIM(sizeof(void *) != 8 || offsetof(shx_question, linked_len) == 96);
STATIC_CLAIM(sizeof(void *) != 8 || offsetof(shx_question, flags) == 112);
STATIC_CLAIM(sizeof(void *) != 8 || sizeof(shx_screener_options) == 112);
STATIC_CLAIM(sizeof(void *) != 8 || sizeof(shx_asker) == 88);
STATIC_CLAIM(sizeof(void *) != 8 || offsetof(shx_screener_options, flags) == 56);
STATIC_CLAIM(sizeof(void *) != 8 || offsetof(shx_screener_options, trail) == 64);
/* 0 is never an answer. */
STATIC_CLAIM(SHX_OUTCOME_CLEAR != 0 && SHX_OUTCOME_NONE == 0);
STATIC_CLAIM(SHX_HOLDS != 0 && SHX_FAILS != 0);

static int has(shx_text text, const char *part) {
    size_t length = strlen(part), at;
    for (at = 0; at + length <= text.len; at++)
        if (memcmp(text.ptr + at, part, length) == 0) return 1;
    return 0;
}

/* Frees the string; whether it has this part, and ends in a NUL. */
static int told(shx_string *string, const char *part) {
    shx_text text;
    int found;
    text.ptr = shx_string_ptr(string);
    text.len = shx_string_len(string);
    CLAIM(strlen(text.ptr) == text.len);
    found = has(text, part);
    if (!found) fprintf(stderr, "%s\n", text.ptr);
    shx_string_free(string);
    return found;
}

static void version(void) {
    char words[32];
    int32_t number = shx_version_number();
    CLAIM(number == SHX_VERSION_NUMBER);
    snprintf(words, sizeof words, "%d.%d.%d", (int)(number / 10000), (int)(number / 100 % 100), (int)(number % 100));
    CLAIM(strcmp(words, shx_version()) == 0);
    CLAIM(strcmp(shx_status_text(SHX_STALE), "The edition is too old for the day asked about") == 0);
    CLAIM(strcmp(shx_status_text(-1), "unknown status") == 0);
}

static void a_simple_check(const shx_list *list) {
    shx_verdict *verdict = NULL;
    shx_error *error = NULL;
    int32_t outcome = -1, as_of = 0, list_as_of = 0;
    uint8_t digest[32], list_digest[32];
    shx_answer answer;
    shx_match match;
    shx_text text;
    shx_string *string = NULL;
    shx_text id = shx_str(LISTED_ID), name = shx_str(LISTED_NAME);

    CLAIM(shx_list_check(list, id.ptr, id.len, name.ptr, name.len, &verdict, &error) == SHX_OK);
    CLAIM(error == NULL);
    CLAIM(shx_verdict_outcome(verdict, &outcome) == SHX_OK && outcome == SHX_OUTCOME_BLOCK);
    CLAIM(shx_verdict_answer(verdict, &answer, sizeof answer) == SHX_OK);
    CLAIM(answer.status == SHX_OK && answer.outcome == SHX_OUTCOME_BLOCK && answer.strength == SHX_STRENGTH_STRONG);
    CLAIM(answer.ground == SHX_GROUND_IDENTIFIED && answer.matches == 1 && answer.records == 1);
    CLAIM(answer.lookalikes > 0 && answer.lookalikes < 0.001 && answer.day == 20261101);

    CLAIM(shx_verdict_record(verdict, 0, &text) == SHX_OK && text.len == 9 && has(text, "700000001"));
    CLAIM(shx_verdict_text(verdict, SHX_TEXT_USE, SHX_LANGUAGE_ENGLISH, &text) == SHX_OK && has(text, "general"));
    CLAIM(shx_verdict_text(verdict, SHX_TEXT_TITLE, SHX_LANGUAGE_ENGLISH, &text) == SHX_OK && has(text, "screening"));
    CLAIM(shx_verdict_text(verdict, SHX_TEXT_FORCE, SHX_LANGUAGE_ENGLISH, &text) == SHX_OK && has(text, "restrict"));
    CLAIM(shx_verdict_text(verdict, SHX_TEXT_BASIS, SHX_LANGUAGE_ENGLISH, &text) == SHX_OK && has(text, "Art. 8"));
    CLAIM(shx_verdict_text(verdict, SHX_TEXT_BASIS, SHX_LANGUAGE_CHINESE, &text) == SHX_OK && !has(text, "Art"));
    CLAIM(shx_verdict_text(verdict, SHX_TEXT_GROUND, SHX_LANGUAGE_ENGLISH, &text) == SHX_OK && has(text, "identified"));
    CLAIM(shx_verdict_text(verdict, SHX_TEXT_RECOURSE, SHX_LANGUAGE_ENGLISH, &text) == SHX_OK && text.len > 20);

    CLAIM(shx_verdict_match(verdict, 0, &match, sizeof match) == SHX_OK);
    CLAIM(match.outcome == SHX_OUTCOME_BLOCK && match.ground == SHX_GROUND_IDENTIFIED && match.role == SHX_ROLE_LISTED);
    CLAIM(match.strength == SHX_STRENGTH_STRONG && match.records == 1 && match.reasons >= 3);
    CLAIM(fabs(match.lookalikes - answer.lookalikes) < 1e-12);
    CLAIM(shx_verdict_match_record(verdict, 0, 0, &text) == SHX_OK && has(text, "700000001"));
    CLAIM(shx_verdict_match_reason(verdict, 0, 0, SHX_LANGUAGE_ENGLISH, &string) == SHX_OK);
    CLAIM(told(string, "14 visible characters"));
    CLAIM(shx_verdict_match_reason(verdict, 0, 0, SHX_LANGUAGE_CHINESE, &string) == SHX_OK);
    CLAIM(told(string, "14"));

    CLAIM(shx_verdict_because(verdict, SHX_LANGUAGE_ENGLISH, &string) == SHX_OK && told(string, "The applicant is listed"));
    CLAIM(shx_verdict_explain(verdict, SHX_AUDIENCE_CLERK, SHX_LANGUAGE_ENGLISH, &string, &error) == SHX_OK);
    CLAIM(told(string, "700000001"));
    CLAIM(shx_verdict_json(verdict, &string, &error) == SHX_OK && told(string, "\"outcome\":\"block\""));

    CLAIM(shx_verdict_edition(verdict, &as_of, &digest) == SHX_OK);
    CLAIM(shx_list_edition(list, &list_as_of, &list_digest) == SHX_OK);
    CLAIM(as_of == 20261101 && list_as_of == as_of && memcmp(digest, list_digest, sizeof digest) == 0);
    CLAIM(shx_list_edition_json(list, &string, &error) == SHX_OK && told(string, "\"as_of\":\"2026-11-01\""));
    shx_verdict_free(verdict);
}

static void a_namesake_is_clear(const shx_list *list) {
    shx_verdict *verdict = NULL;
    shx_answer answer;
    shx_text text;
    shx_text id = shx_str("330106198506150484"), name = shx_str(LISTED_NAME);
    CLAIM(shx_list_check(list, id.ptr, id.len, name.ptr, name.len, &verdict, NULL) == SHX_OK);
    CLAIM(shx_verdict_answer(verdict, &answer, sizeof answer) == SHX_OK);
    CLAIM(answer.outcome == SHX_OUTCOME_CLEAR && answer.strength == SHX_STRENGTH_NONE && answer.namesakes == 1);
    CLAIM(answer.indistinct == 0 && answer.reserved == 0);
    CLAIM(answer.lookalikes != answer.lookalikes && answer.records == 0); /* not a number */
    CLAIM(shx_verdict_text(verdict, SHX_TEXT_RECOURSE, SHX_LANGUAGE_CHINESE, &text) == SHX_OK && text.len == 0);
    CLAIM(text.ptr != NULL);
    shx_verdict_free(verdict);
}

/* Use, day, conditions, documents. */
static void a_question(const shx_list *list) {
    shx_verdict *verdict = NULL;
    shx_error *error = NULL;
    int32_t outcome = 0;
    shx_text text, documents[2];
    shx_statement statement;
    shx_question question = shx_question_empty();
    question.id = shx_str(LISTED_ID);
    question.name = shx_str(LISTED_NAME);
    question.use = shx_str("office.company_director");
    question.day = 20261110;
    CLAIM(shx_list_ask(list, &question, &verdict, &error) == SHX_OK);
    CLAIM(shx_verdict_outcome(verdict, &outcome) == SHX_OK && outcome == SHX_OUTCOME_REFER);
    CLAIM(shx_verdict_text(verdict, SHX_TEXT_GROUND, SHX_LANGUAGE_ENGLISH, &text) == SHX_OK);
    CLAIM(has(text, "conditions_to_establish"));
    shx_verdict_free(verdict);

    memset(&statement, 0, sizeof statement);
    statement.condition = shx_str("own_large_overdue_debt");
    statement.holds = SHX_HOLDS;
    question.statements = &statement;
    question.statements_len = 1;
    CLAIM(shx_list_ask(list, &question, &verdict, &error) == SHX_OK);
    CLAIM(shx_verdict_outcome(verdict, &outcome) == SHX_OK && outcome == SHX_OUTCOME_BLOCK);
    shx_verdict_free(verdict);
    statement.holds = SHX_FAILS;
    CLAIM(shx_list_ask(list, &question, &verdict, &error) == SHX_OK);
    CLAIM(shx_verdict_outcome(verdict, &outcome) == SHX_OK && outcome == SHX_OUTCOME_CLEAR);
    shx_verdict_free(verdict);

    /* The listed document is the second that the applicant shows. */
    question = shx_question_empty();
    question.id = shx_str("330106198506150484");
    question.name = shx_str(LISTED_NAME);
    documents[0] = shx_str("G12345678");
    documents[1] = shx_str(LISTED_ID);
    question.documents = documents;
    question.documents_len = 2;
    CLAIM(shx_list_ask(list, &question, &verdict, &error) == SHX_OK);
    CLAIM(shx_verdict_outcome(verdict, &outcome) == SHX_OK && outcome != SHX_OUTCOME_CLEAR);
    shx_verdict_free(verdict);

    /* A digit is wrong: no answer, unless that is taken as evidence. */
    question = shx_question_empty();
    question.id = shx_str("11010519491231001X");
    question.name = shx_str(LISTED_NAME);
    CLAIM(shx_list_ask(list, &question, &verdict, NULL) == SHX_BAD_ID);
    question.flags = SHX_QUESTION_DOUBTFUL;
    CLAIM(shx_list_ask(list, &question, &verdict, &error) == SHX_OK);
    CLAIM(shx_verdict_outcome(verdict, &outcome) == SHX_OK && outcome == SHX_OUTCOME_REFER);
    shx_verdict_free(verdict);
}

/* An organisation that is not listed applies, and its legal representative is. */
static void linked_parties(const shx_list *list) {
    shx_verdict *verdict = NULL, *part = NULL;
    shx_error *error = NULL;
    shx_string *string = NULL;
    int32_t outcome = 0, role = 0;
    size_t count = 0;
    shx_text text;
    shx_question question = shx_question_empty(), first = shx_question_empty(), second = shx_question_empty();
    const shx_question *linked[2];
    first.id = shx_str("330106198506150484");
    first.name = shx_str("\xE9\x92\xB1\xE7\xA4\xBA\xE4\xBE\x8B");
    first.role = SHX_ROLE_PERSON_IN_CHARGE;
    second.id = shx_str(LISTED_ID);
    second.name = shx_str(LISTED_NAME);
    second.role = SHX_ROLE_LEGAL_REPRESENTATIVE;
    linked[0] = &first;
    linked[1] = &second;
    question.name = shx_str("\xE7\xA4\xBA\xE6\xB3\xB0\xE6\x9C\x89\xE9\x99\x90\xE5\x85\xAC\xE5\x8F\xB8"); /* 示泰有限公司 */
    question.use = shx_str("travel.air");
    question.linked = linked;
    question.linked_len = 2;
    CLAIM(shx_list_ask(list, &question, &verdict, &error) == SHX_OK);
    CLAIM(shx_verdict_outcome(verdict, &outcome) == SHX_OK && outcome != SHX_OUTCOME_CLEAR);
    CLAIM(shx_verdict_record(verdict, 0, &text) == SHX_OK && has(text, "700000001"));
    CLAIM(shx_verdict_part_count(verdict, &count) == SHX_OK && count == 3);
    CLAIM(shx_verdict_json(verdict, &string, &error) == SHX_OK && told(string, "\"linked\":[{\"role\":\"person_in_charge\""));
    CLAIM(shx_verdict_because(verdict, SHX_LANGUAGE_ENGLISH, &string) == SHX_OK && told(string, "legal representative"));
    CLAIM(shx_verdict_explain(verdict, SHX_AUDIENCE_CLERK, SHX_LANGUAGE_CHINESE, &string, &error) == SHX_OK);
    CLAIM(told(string, "700000001"));

    CLAIM(shx_verdict_part(verdict, 2, &role, &part) == SHX_OK && role == SHX_ROLE_LEGAL_REPRESENTATIVE);
    shx_verdict_free(verdict); /* the part lives on */
    CLAIM(shx_verdict_outcome(part, &outcome) == SHX_OK && outcome != SHX_OUTCOME_CLEAR);
    CLAIM(shx_verdict_part_count(part, &count) == SHX_OK && count == 1);
    CLAIM(shx_verdict_part(part, 0, &role, &verdict) == SHX_OK && role == SHX_ROLE_LISTED);
    shx_verdict_free(verdict);
    shx_verdict_free(part);
}

/* Rows in their order, bad ones among them, into rows of this size and of a later one's. */
static void many(const shx_list *list) {
    enum { COUNT = 1000 };
    struct later {
        shx_answer answer;
        uint64_t later;
    };
    static shx_applicant applicants[COUNT];
    static shx_answer answers[COUNT];
    static struct later laters[COUNT];
    shx_question question = shx_question_empty();
    shx_error *error = NULL;
    size_t nth;
    for (nth = 0; nth < COUNT; nth++) {
        applicants[nth].id = shx_str(nth % 4 == 0 ? LISTED_ID : nth % 4 == 1 ? "330106198506150484" : nth % 4 == 2 ? "?" : "");
        applicants[nth].name = shx_str(nth % 4 == 3 ? "\xFF" : LISTED_NAME);
    }
    CLAIM(shx_list_check_many(list, NULL, applicants, COUNT, answers, sizeof answers[0], &error) == SHX_OK);
    for (nth = 0; nth < COUNT; nth++) {
        static const shx_status statuses[] = {SHX_OK, SHX_OK, SHX_BAD_ID, SHX_BAD_UTF8};
        static const int32_t outcomes[] = {SHX_OUTCOME_BLOCK, SHX_OUTCOME_CLEAR, SHX_OUTCOME_NONE, SHX_OUTCOME_NONE};
        CLAIM(answers[nth].status == statuses[nth % 4] && answers[nth].outcome == outcomes[nth % 4]);
        CLAIM(answers[nth].records == (nth % 4 == 0 ? 1u : 0u) && answers[nth].day == (nth % 4 < 2 ? 20261101 : 0));
    }

    question.use = shx_str("no.such_use");
    CLAIM(shx_list_check_many(list, &question, applicants, 2, answers, sizeof answers[0], &error) == SHX_OK);
    CLAIM(answers[0].status == SHX_UNKNOWN_USE && answers[1].status == SHX_UNKNOWN_USE);
    question.use = shx_str("travel.air");
    question.day = 20261115;
    memset(laters, 0x5A, sizeof laters);
    CLAIM(shx_list_check_many(list, &question, applicants, COUNT, &laters[0].answer, sizeof laters[0], &error) == SHX_OK);
    for (nth = 0; nth < COUNT; nth++) CLAIM(laters[nth].later == 0);
    CLAIM(laters[400].answer.outcome == SHX_OUTCOME_BLOCK && laters[400].answer.day == 20261115);
    CLAIM(shx_list_check_many(list, NULL, NULL, 0, NULL, sizeof answers[0], &error) == SHX_OK);
}

/* The list outlived by what came from it; relief and policy make other lists. */
static void relief_and_policy(const char *folder) {
    shx_list *list = open_list(folder, "list.shixin"), *relieved = NULL, *strict = NULL;
    shx_verdict *verdict = NULL;
    shx_error *error = NULL;
    int32_t outcome = 0;
    shx_text id = shx_str(LISTED_ID), name = shx_str(LISTED_NAME);
    shx_text relief = path_in(folder, "relief.jsonl"), policy = path_in(folder, "policy.toml");
    CLAIM(shx_list_with_relief(list, relief.ptr, relief.len, &relieved, &error) == SHX_OK);
    CLAIM(shx_list_with_policy(list, policy.ptr, policy.len, &strict, &error) == SHX_OK);
    CLAIM(shx_list_check(list, id.ptr, id.len, name.ptr, name.len, &verdict, &error) == SHX_OK);
    shx_list_free(list);
    CLAIM(shx_verdict_outcome(verdict, &outcome) == SHX_OK && outcome == SHX_OUTCOME_BLOCK);
    shx_verdict_free(verdict);
    CLAIM(shx_list_check(relieved, id.ptr, id.len, name.ptr, name.len, &verdict, &error) == SHX_OK);
    CLAIM(shx_verdict_outcome(verdict, &outcome) == SHX_OK && outcome == SHX_OUTCOME_REFER); /* disputed */
    shx_list_free(relieved);
    shx_verdict_free(verdict);
    CLAIM(shx_list_check(strict, id.ptr, id.len, name.ptr, name.len, &verdict, &error) == SHX_OK);
    CLAIM(shx_verdict_outcome(verdict, &outcome) == SHX_OK && outcome == SHX_OUTCOME_REFER); /* strong is not confirmed */
    shx_list_free(strict);
    shx_verdict_free(verdict);
}

static void from_bytes(const char *folder) {
    static uint8_t bytes[1 << 20];
    shx_list *list = NULL;
    shx_error *error = NULL;
    size_t length;
    FILE *file = fopen(path_in(folder, "list.shixin").ptr, "rb");
    CLAIM(file != NULL);
    length = fread(bytes, 1, sizeof bytes, file);
    CLAIM(length > 0 && length < sizeof bytes && fclose(file) == 0);
    CLAIM(shx_list_from_bytes(bytes, length, &list, &error) == SHX_OK);
    memset(bytes, 0, sizeof bytes); /* it has its own copy */
    a_simple_check(list);
    shx_list_free(list);
}

static void a_screener(const char *folder) {
    shx_screener_options options = shx_screener_options_empty();
    shx_screener *screener = NULL;
    shx_list *held = NULL;
    shx_verdict *verdict = NULL;
    shx_error *error = NULL;
    int32_t outcome = 0, as_of = 0;
    uint8_t digest[32];
    shx_applicant applicant;
    shx_answer answer;
    shx_text id = shx_str(ALWAYS_ID), name = shx_str(ALWAYS_NAME);
    shx_question question = shx_question_empty();
    question.id = applicant.id = id;
    question.name = applicant.name = name;
    options.list = path_in(folder, "today.shixin");
    options.relief = path_in(folder, "relief.jsonl");
    options.policy = path_in(folder, "policy.toml");
    options.flags = SHX_SCREENER_ANY_EDITION;
    CLAIM(shx_screener_open(&options, &screener, &error) == SHX_OK);
    CLAIM(shx_screener_check(screener, id.ptr, id.len, name.ptr, name.len, &verdict, &error) == SHX_OK);
    CLAIM(shx_verdict_outcome(verdict, &outcome) == SHX_OK && outcome == SHX_OUTCOME_BLOCK);
    shx_verdict_free(verdict);
    CLAIM(shx_screener_check_many(screener, NULL, &applicant, 1, &answer, sizeof answer, &error) == SHX_OK);
    CLAIM(answer.outcome == SHX_OUTCOME_BLOCK && answer.strength == SHX_STRENGTH_CONFIRMED);
    CLAIM(shx_screener_list(screener, &held) == SHX_OK && shx_list_edition(held, &as_of, &digest) == SHX_OK);
    question.day = as_of;
    CLAIM(shx_screener_ask(screener, &question, &verdict, &error) == SHX_OK);
    CLAIM(shx_screener_reload(screener, &error) == SHX_OK && shx_screener_reload_relief(screener, &error) == SHX_OK);
    shx_screener_free(screener);
    CLAIM(shx_verdict_outcome(verdict, &outcome) == SHX_OK && outcome == SHX_OUTCOME_BLOCK);
    shx_verdict_free(verdict);
    shx_list_free(held);
}

int main(int argc, char **argv) {
    shx_list *list;
    CLAIM(argc == 2);
    list = open_list(argv[1], "list.shixin");
    version();
    a_simple_check(list);
    a_namesake_is_clear(list);
    a_question(list);
    linked_parties(list);
    many(list);
    shx_list_free(list);
    relief_and_policy(argv[1]);
    from_bytes(argv[1]);
    a_screener(argv[1]);
    puts("smoke: all so");
    return 0;
}
