/*
 * What must not be taken, and what it is told to be: refusals FOLDER. As C99, C11 and C++17. Every status that a program can
 * be given is given once at least, but SHX_PANIC and SHX_UNANSWERED, which only a fault of the library gives.
 */
#include "claim.h"

static int was_seen[64];

/* Counts a status as seen. Where it is a failure that told of itself, claims that it told all. */
static shx_status seen(shx_status status, shx_error **error) {
    CLAIM(status >= 0 && status < 64);
    was_seen[status] = 1;
    if (error != NULL) {
        CLAIM((status == SHX_OK) == (*error == NULL));
        if (*error != NULL) {
            CLAIM(shx_error_code(*error) == status);
            CLAIM(strlen(shx_error_message(*error)) > 10);
            CLAIM(strlen(shx_error_context(*error)) > 0);
            CLAIM(strstr(shx_error_message(*error), LISTED_ID) == NULL);
            CLAIM(strstr(shx_error_message(*error), LISTED_NAME) == NULL);
        }
        shx_error_free(*error);
        *error = NULL;
    }
    return status;
}

static shx_status opened(const char *folder, const char *file) {
    shx_list *list = NULL;
    shx_error *error = NULL;
    shx_text path = path_in(folder, file);
    shx_status status = seen(shx_list_open(path.ptr, path.len, &list, &error), &error);
    CLAIM((status == SHX_OK) == (list != NULL));
    shx_list_free(list);
    return status;
}

static shx_status checked(const shx_list *list, shx_text id, shx_text name) {
    static int untouched;
    shx_verdict *const nothing = (shx_verdict *)(void *)&untouched;
    shx_verdict *verdict = nothing;
    shx_error *error = NULL;
    shx_status status = shx_list_check(list, id.ptr, id.len, name.ptr, name.len, &verdict, &error);
    CLAIM((status == SHX_OK) == (verdict != nothing)); /* written on success only */
    if (status == SHX_OK) shx_verdict_free(verdict);
    CLAIM(shx_list_check(list, id.ptr, id.len, name.ptr, name.len, &verdict, NULL) == status);
    if (status == SHX_OK) shx_verdict_free(verdict);
    return seen(status, &error);
}

/* Asks, and says where the question was at fault. */
static shx_status asked(const shx_list *list, const shx_question *question, const char *where) {
    shx_verdict *verdict = NULL;
    shx_error *error = NULL;
    shx_status status = shx_list_ask(list, question, &verdict, &error);
    CLAIM(status != SHX_OK && verdict == NULL);
    if (strcmp(shx_error_context(error), where) != 0) {
        fprintf(stderr, "%s, not %s: %s\n", shx_error_context(error), where, shx_error_message(error));
        exit(1);
    }
    return seen(status, &error);
}

static void bad_files(const char *folder) {
    shx_list *list = open_list(folder, "list.shixin"), *out = NULL;
    shx_error *error = NULL;
    shx_text path;
    CLAIM(opened(folder, "list.shixin") == SHX_OK);
    CLAIM(opened(folder, "nowhere.shixin") == SHX_IO);
    CLAIM(opened(folder, "") == SHX_IO); /* a folder */
    CLAIM(opened(folder, "torn.shixin") == SHX_BAD_LIST);
    CLAIM(opened(folder, "flipped.shixin") == SHX_BAD_LIST);
    CLAIM(opened(folder, "longer.shixin") == SHX_BAD_LIST);
    CLAIM(opened(folder, "empty.shixin") == SHX_BAD_LIST);
    CLAIM(opened(folder, "relief.jsonl") == SHX_BAD_LIST);

    path = path_in(folder, "relief_bad.jsonl");
    CLAIM(seen(shx_list_with_relief(list, path.ptr, path.len, &out, &error), &error) == SHX_BAD_RELIEF);
    path = path_in(folder, "nowhere");
    CLAIM(seen(shx_list_with_relief(list, path.ptr, path.len, &out, &error), &error) == SHX_IO);
    CLAIM(seen(shx_list_with_policy(list, path.ptr, path.len, &out, &error), &error) == SHX_IO);
    path = path_in(folder, "policy_bad.toml");
    CLAIM(seen(shx_list_with_policy(list, path.ptr, path.len, &out, &error), &error) == SHX_BAD_POLICY);
    path = path_in(folder, "policy_gb18030.toml");
    CLAIM(seen(shx_list_with_policy(list, path.ptr, path.len, &out, &error), &error) == SHX_BAD_POLICY);
    CLAIM(seen(shx_list_from_bytes(NULL, 0, &out, &error), &error) == SHX_BAD_LIST);
    CLAIM(seen(shx_list_from_bytes((const uint8_t *)"no list", 7, &out, &error), &error) == SHX_BAD_LIST);
    CLAIM(seen(shx_list_from_bytes((const uint8_t *)"no list", SIZE_MAX, &out, &error), &error) == SHX_BAD_SIZE);
    CLAIM(out == NULL);
    shx_list_free(list);
}

/* A length that is not the list's own: nothing behind the header is read, and nothing is copied. */
static void huge_lengths(const char *folder) {
    static const size_t lengths[] = {
        SIZE_MAX / 2,
#if SIZE_MAX > 0xFFFFFFFF
        (size_t)1 << 46,
#endif
        64, 65};
    uint8_t header[64];
    shx_list *out = NULL;
    shx_error *error = NULL;
    size_t nth;
    FILE *file = fopen(path_in(folder, "list.shixin").ptr, "rb");
    CLAIM(file != NULL);
    CLAIM(fread(header, 1, sizeof header, file) == sizeof header);
    CLAIM(fclose(file) == 0);
    for (nth = 0; nth < sizeof lengths / sizeof lengths[0]; nth++)
        CLAIM(seen(shx_list_from_bytes(header, lengths[nth], &out, &error), &error) == SHX_BAD_LIST);
    header[0] = 0; /* not the magic */
    for (nth = 0; nth < sizeof lengths / sizeof lengths[0]; nth++)
        CLAIM(seen(shx_list_from_bytes(header, lengths[nth], &out, &error), &error) == SHX_BAD_LIST);
    CLAIM(seen(shx_list_from_bytes(NULL, SIZE_MAX / 2, &out, &error), &error) == SHX_NULL);
    CLAIM(out == NULL);
}

/* A list whose checksums hold and whose rows cannot be read: it answers, and cannot say why. */
static void a_damaged_list(const char *folder) {
    shx_list *list = open_list(folder, "damaged.shixin");
    shx_verdict *verdict = NULL;
    shx_string *string = NULL;
    shx_error *error = NULL;
    shx_text id = shx_str(LISTED_ID), name = shx_str(LISTED_NAME);
    CLAIM(shx_list_check(list, id.ptr, id.len, name.ptr, name.len, &verdict, &error) == SHX_OK);
    CLAIM(seen(shx_verdict_json(verdict, &string, &error), &error) == SHX_DAMAGED);
    CLAIM(seen(shx_verdict_explain(verdict, SHX_AUDIENCE_CLERK, SHX_LANGUAGE_ENGLISH, &string, &error), &error) == SHX_DAMAGED);
    CLAIM(string == NULL);
    shx_verdict_free(verdict);
    shx_list_free(list);
}

static shx_text bytes(const char *ptr, size_t len) {
    shx_text text;
    text.ptr = ptr;
    text.len = len;
    return text;
}

static void bad_texts(const shx_list *list) {
    static const char *const not_utf8[] = {"\xFF", "\xC0\x80", "\xED\xA0\x80", "\xE5\xBC", "a\x80", "\xF5\x80\x80\x80"};
    static char longest[SHX_TEXT_MAX];
    const shx_text id = shx_str(LISTED_ID), name = shx_str(LISTED_NAME), none = bytes(NULL, 0);
    size_t nth;
    for (nth = 0; nth < sizeof not_utf8 / sizeof not_utf8[0]; nth++) {
        CLAIM(checked(list, id, shx_str(not_utf8[nth])) == SHX_BAD_UTF8);
        CLAIM(checked(list, shx_str(not_utf8[nth]), name) == SHX_BAD_UTF8);
    }
    CLAIM(checked(list, id, name) == SHX_OK);
    /* Zero lengths: not given, wherever they point. */
    CLAIM(checked(list, id, none) == SHX_OK);
    CLAIM(checked(list, none, name) == SHX_OK);
    CLAIM(checked(list, bytes(LISTED_ID, 0), name) == SHX_OK);
    CLAIM(checked(list, none, none) == SHX_NOTHING_ASKED);
    CLAIM(checked(list, bytes("", 0), bytes(" ", 1)) == SHX_NOTHING_ASKED);
    CLAIM(checked(list, bytes(NULL, 1), name) == SHX_NULL);
    CLAIM(checked(list, id, bytes(NULL, 1)) == SHX_NULL);
    /* Lengths that no text has are refused before anything is read. */
    CLAIM(checked(list, id, bytes(LISTED_NAME, SIZE_MAX)) == SHX_BAD_SIZE);
    CLAIM(checked(list, bytes(LISTED_ID, SIZE_MAX / 2), name) == SHX_BAD_SIZE);
    CLAIM(checked(list, id, bytes(LISTED_NAME, SHX_TEXT_MAX + 1)) == SHX_BAD_SIZE);
    CLAIM(checked(list, bytes(NULL, SIZE_MAX), name) == SHX_BAD_SIZE);
    memset(longest, 'a', sizeof longest);
    CLAIM(checked(list, id, bytes(longest, sizeof longest)) == SHX_BAD_NAME);
    CLAIM(checked(list, bytes(longest, sizeof longest), name) == SHX_BAD_ID);
    CLAIM(checked(list, bytes(LISTED_ID "\0", 19), name) == SHX_BAD_ID); /* a NUL is a character like others */
    CLAIM(checked(list, shx_str("11010519491231001X"), name) == SHX_BAD_ID);
    CLAIM(checked(list, none, shx_str("\xE5\xBC\xA0?")) == SHX_TOO_LITTLE);
}

static void bad_questions(const shx_list *list) {
    struct later {
        shx_question question;
        uint64_t beyond[4];
    } later;
    static uint64_t far_too_large[1024];
    shx_question question, linked, deeper;
    const shx_question *parties[1];
    const shx_question *deeper_parties[1];
    shx_statement statement;
    shx_text document;
    shx_verdict *verdict = NULL;
    shx_error *error = NULL;
    size_t size;

#define ANEW                                        \
    do {                                            \
        question = shx_question_empty();            \
        question.id = shx_str(LISTED_ID);           \
        question.name = shx_str(LISTED_NAME);       \
    } while (0)

    ANEW;
    for (size = 0; size < sizeof question; size++) {
        if (size == offsetof(shx_question, asker)) continue; /* the first header's */
        question.size = size;
        CLAIM(asked(list, &question, "question.size") == SHX_BAD_SIZE);
    }
    far_too_large[0] = sizeof far_too_large;
    CLAIM(asked(list, (const shx_question *)(void *)far_too_large, "question.size") == SHX_BAD_SIZE);
    question.size = SIZE_MAX;
    CLAIM(asked(list, &question, "question.size") == SHX_BAD_SIZE);
    /* A later header's struct, with nothing in what is not known here; then with something. */
    ANEW;
    memset(&later, 0, sizeof later);
    later.question = question;
    later.question.size = sizeof later;
    CLAIM(shx_list_ask(list, &later.question, &verdict, &error) == SHX_OK);
    shx_verdict_free(verdict);
    later.beyond[3] = 1;
    CLAIM(asked(list, &later.question, "question.size") == SHX_BAD_SIZE);

    ANEW;
    question.flags = 2;
    CLAIM(asked(list, &question, "flags") == SHX_BAD_VALUE);
    ANEW;
    question.reserved = 1;
    CLAIM(asked(list, &question, "reserved") == SHX_BAD_VALUE);
    ANEW;
    question.role = SHX_ROLE_CONTROLLER;
    CLAIM(asked(list, &question, "role") == SHX_BAD_VALUE);
    ANEW;
    question.day = 20260230;
    CLAIM(asked(list, &question, "day") == SHX_BAD_VALUE);
    question.day = -20261110;
    CLAIM(asked(list, &question, "day") == SHX_BAD_VALUE);
    question.day = INT32_MAX;
    CLAIM(asked(list, &question, "day") == SHX_BAD_VALUE);
    question.day = 20261031;
    CLAIM(asked(list, &question, "day") == SHX_TOO_EARLY);
    question.day = 20270301;
    CLAIM(asked(list, &question, "day") == SHX_STALE);
    ANEW;
    question.use = shx_str("travel.rocket");
    CLAIM(asked(list, &question, "use") == SHX_UNKNOWN_USE);
    question.use = question.name; /* members mixed up: the error tells nobody's name */
    CLAIM(asked(list, &question, "use") == SHX_UNKNOWN_USE);
    question.use = shx_str("\xFF");
    CLAIM(asked(list, &question, "use") == SHX_BAD_UTF8);

    ANEW;
    memset(&statement, 0, sizeof statement);
    statement.condition = shx_str("own_large_overdue_debt");
    question.use = shx_str("office.company_director");
    question.statements = &statement;
    question.statements_len = 1;
    CLAIM(asked(list, &question, "statements[0].holds") == SHX_BAD_VALUE); /* 0 sets nobody free */
    statement.holds = 3;
    CLAIM(asked(list, &question, "statements[0].holds") == SHX_BAD_VALUE);
    statement.holds = SHX_FAILS;
    statement.condition = shx_str("own_larg_overdue_debt");
    CLAIM(asked(list, &question, "statements") == SHX_UNKNOWN_CONDITION);
    statement.condition = question.name;
    CLAIM(asked(list, &question, "statements") == SHX_UNKNOWN_CONDITION);
    question.use = shx_str("travel.air"); /* which has no conditions */
    CLAIM(asked(list, &question, "statements") == SHX_UNKNOWN_CONDITION);
    question.statements_len = SHX_MANY_MAX + 1;
    CLAIM(asked(list, &question, "statements") == SHX_BAD_SIZE);
    question.statements = NULL;
    question.statements_len = 1;
    CLAIM(asked(list, &question, "statements") == SHX_NULL);

    ANEW;
    document = shx_str("?");
    question.documents = &document;
    question.documents_len = 1;
    CLAIM(asked(list, &question, "documents[0]") == SHX_BAD_ID);
    question.documents_len = SIZE_MAX;
    CLAIM(asked(list, &question, "documents") == SHX_BAD_SIZE);
    CLAIM(shx_list_ask(list, &question, &verdict, &error) == SHX_BAD_SIZE);
    CLAIM(strstr(shx_error_message(error), "at most 1024, found SIZE_MAX") != NULL);
    shx_error_free(error);
    error = NULL;
    question.documents = NULL;
    question.documents_len = 1;
    CLAIM(asked(list, &question, "documents") == SHX_NULL);

    ANEW;
    linked = question;
    parties[0] = &linked;
    question.linked = parties;
    question.linked_len = 1;
    CLAIM(asked(list, &question, "linked[0].role") == SHX_BAD_VALUE);
    linked.role = SHX_ROLE_LISTED;
    CLAIM(asked(list, &question, "linked[0].role") == SHX_BAD_VALUE);
    linked.role = 7;
    CLAIM(asked(list, &question, "linked[0].role") == SHX_BAD_VALUE);
    linked.role = SHX_ROLE_CONTROLLER;
    linked.id = shx_str("?");
    CLAIM(asked(list, &question, "linked[0].id") == SHX_BAD_ID);
    linked.id = shx_str(LISTED_ID);
    linked.day = 20261110;
    CLAIM(asked(list, &question, "linked[0].use, day, linked, asker") == SHX_BAD_VALUE);
    linked.day = 0;
    linked.use = shx_str("travel.air");
    CLAIM(asked(list, &question, "linked[0].use, day, linked, asker") == SHX_BAD_VALUE);
    linked.use = shx_str("");
    deeper = linked;
    deeper_parties[0] = &deeper;
    linked.linked = deeper_parties;
    linked.linked_len = 1;
    CLAIM(asked(list, &question, "linked[0].use, day, linked, asker") == SHX_BAD_VALUE);
    parties[0] = NULL;
    CLAIM(asked(list, &question, "linked[0].question") == SHX_NULL);
    question.linked = NULL;
    CLAIM(asked(list, &question, "linked") == SHX_NULL);
#undef ANEW
}

/* Two statements that cannot both be so, and something in what must be 0. */
static void bad_statements(const shx_list *list) {
    shx_statement statements[3];
    shx_verdict *verdict = NULL;
    shx_error *error = NULL;
    shx_question linked, question = shx_question_empty();
    const shx_question *parties[1];
    size_t nth;
    memset(statements, 0, sizeof statements);
    for (nth = 0; nth < 3; nth++) {
        statements[nth].condition = shx_str("own_large_overdue_debt");
        statements[nth].holds = SHX_HOLDS;
    }
    question.id = shx_str(LISTED_ID);
    question.name = shx_str(LISTED_NAME);
    linked = question;
    question.use = shx_str("office.company_director");
    question.statements = statements;
    question.statements_len = 3;
    CLAIM(shx_list_ask(list, &question, &verdict, &error) == SHX_OK); /* said again is no contradiction */
    shx_verdict_free(verdict);
    statements[2].holds = SHX_FAILS;
    CLAIM(asked(list, &question, "statements[2]") == SHX_BAD_VALUE);
    statements[1].holds = SHX_FAILS;
    CLAIM(asked(list, &question, "statements[1]") == SHX_BAD_VALUE);
    statements[0].reserved = 1;
    CLAIM(asked(list, &question, "statements[0].reserved") == SHX_BAD_VALUE);
    statements[0].reserved = 0;
    linked.role = SHX_ROLE_CONTROLLER;
    linked.statements = statements;
    linked.statements_len = 2;
    parties[0] = &linked;
    question.statements_len = 1;
    question.linked = parties;
    question.linked_len = 1;
    CLAIM(asked(list, &question, "linked[0].statements[1]") == SHX_BAD_VALUE);
}

static void bad_numbers(const shx_list *list) {
    static const int32_t numbers[] = {0, -1, 7, 1000, INT32_MAX, INT32_MIN};
    shx_verdict *verdict = NULL, *part = NULL;
    shx_string *string = NULL;
    shx_error *error = NULL;
    shx_answer answer;
    shx_match match;
    shx_text text = bytes(NULL, 0);
    int32_t role = -7;
    size_t nth;
    shx_text id = shx_str(LISTED_ID), name = shx_str(LISTED_NAME);
    CLAIM(shx_list_check(list, id.ptr, id.len, name.ptr, name.len, &verdict, &error) == SHX_OK);
    for (nth = 0; nth < sizeof numbers / sizeof numbers[0]; nth++) {
        int32_t number = numbers[nth];
        CLAIM(seen(shx_verdict_text(verdict, number, SHX_LANGUAGE_ENGLISH, &text), NULL) == SHX_BAD_VALUE);
        CLAIM(shx_verdict_text(verdict, SHX_TEXT_USE, number, &text) == SHX_BAD_VALUE);
        CLAIM(shx_verdict_because(verdict, number, &string) == SHX_BAD_VALUE);
        CLAIM(seen(shx_verdict_explain(verdict, number, SHX_LANGUAGE_ENGLISH, &string, &error), &error) == SHX_BAD_VALUE);
        CLAIM(seen(shx_verdict_explain(verdict, SHX_AUDIENCE_CLERK, number, &string, &error), &error) == SHX_BAD_VALUE);
        CLAIM(shx_verdict_match_reason(verdict, 0, 0, number, &string) == SHX_BAD_VALUE);
    }
    for (nth = 1; nth != 0; nth = nth == 1 ? 1000 : nth == 1000 ? SIZE_MAX : 0) {
        CLAIM(seen(shx_verdict_record(verdict, nth, &text), NULL) == SHX_BAD_INDEX);
        CLAIM(shx_verdict_match(verdict, nth, &match, sizeof match) == SHX_BAD_INDEX);
        CLAIM(shx_verdict_match_record(verdict, nth, 0, &text) == SHX_BAD_INDEX);
        CLAIM(shx_verdict_match_record(verdict, 0, nth, &text) == SHX_BAD_INDEX);
        CLAIM(shx_verdict_match_reason(verdict, nth, 0, SHX_LANGUAGE_ENGLISH, &string) == SHX_BAD_INDEX);
        CLAIM(shx_verdict_match_reason(verdict, 0, nth | 1000, SHX_LANGUAGE_ENGLISH, &string) == SHX_BAD_INDEX);
        CLAIM(shx_verdict_part(verdict, nth, &role, &part) == SHX_BAD_INDEX);
    }
    for (nth = 0; nth < sizeof answer; nth++) {
        CLAIM(seen(shx_verdict_answer(verdict, &answer, nth), NULL) == SHX_BAD_SIZE);
        if (nth < sizeof match) CLAIM(shx_verdict_match(verdict, 0, &match, nth) == SHX_BAD_SIZE);
    }
    CLAIM(shx_verdict_answer(verdict, &answer, SIZE_MAX) == SHX_BAD_SIZE);
    CLAIM(text.ptr == NULL && string == NULL && part == NULL && role == -7); /* untouched */
    shx_verdict_free(verdict);
}

static void bad_arrays(const shx_list *list) {
    shx_applicant applicant;
    shx_answer answer;
    shx_error *error = NULL;
    shx_question question = shx_question_empty();
    applicant.id = shx_str(LISTED_ID);
    applicant.name = shx_str(LISTED_NAME);
    memset(&answer, 0x5A, sizeof answer);
    CLAIM(seen(shx_list_check_many(list, NULL, &applicant, SIZE_MAX, &answer, sizeof answer, &error), &error) == SHX_BAD_SIZE);
    CLAIM(seen(shx_list_check_many(list, NULL, &applicant, SIZE_MAX / 33, &answer, sizeof answer, &error), &error) == SHX_BAD_SIZE);
    CLAIM(seen(shx_list_check_many(list, NULL, &applicant, 1, &answer, 0, &error), &error) == SHX_BAD_SIZE);
    CLAIM(seen(shx_list_check_many(list, NULL, &applicant, 1, &answer, sizeof answer - 1, &error), &error) == SHX_BAD_SIZE);
    CLAIM(seen(shx_list_check_many(list, NULL, &applicant, 1, &answer, SIZE_MAX, &error), &error) == SHX_BAD_SIZE);
    question.id = shx_str(LISTED_ID);
    CLAIM(seen(shx_list_check_many(list, &question, &applicant, 1, &answer, sizeof answer, &error), &error) == SHX_BAD_VALUE);
    CLAIM(answer.outcome == 0x5A5A5A5A); /* no row is written then */
    applicant.name = bytes(LISTED_NAME, SIZE_MAX);
    CLAIM(shx_list_check_many(list, NULL, &applicant, 1, &answer, sizeof answer, &error) == SHX_OK);
    CLAIM(seen(answer.status, NULL) == SHX_BAD_SIZE && answer.outcome == SHX_OUTCOME_NONE);
    applicant.name = bytes(NULL, 3);
    CLAIM(shx_list_check_many(list, NULL, &applicant, 1, &answer, sizeof answer, &error) == SHX_OK);
    CLAIM(answer.status == SHX_NULL && answer.outcome == SHX_OUTCOME_NONE);
}

static void bad_screeners(const char *folder) {
    shx_screener_options options = shx_screener_options_empty();
    shx_screener *screener = NULL;
    shx_verdict *verdict = NULL;
    shx_error *error = NULL;
    shx_text id = shx_str(ALWAYS_ID), name = shx_str(ALWAYS_NAME);
    size_t size;
    CLAIM(shx_screener_open(&options, &screener, NULL) == SHX_BAD_VALUE); /* no file is named */
    options.list = path_in(folder, "list.shixin");
    options.flags = 2;
    CLAIM(seen(shx_screener_open(&options, &screener, &error), &error) == SHX_BAD_VALUE);
    options.flags = 0;
    options.reserved = 1;
    CLAIM(shx_screener_open(&options, &screener, &error) == SHX_BAD_VALUE);
    CLAIM(strcmp(shx_error_context(error), "reserved") == 0);
    shx_error_free(error);
    error = NULL;
    options.reserved = 0;
    options.relief = path_in(folder, "relief_bad.jsonl");
    CLAIM(seen(shx_screener_open(&options, &screener, &error), &error) == SHX_BAD_RELIEF);
    options.relief = shx_str("");
    options.policy = path_in(folder, "policy_bad.toml");
    CLAIM(seen(shx_screener_open(&options, &screener, &error), &error) == SHX_BAD_POLICY);
    options.policy = shx_str("");
    for (size = 0; size < sizeof options; size++) {
        if (size == offsetof(shx_screener_options, trail)) continue; /* the first header's */
        if (size == offsetof(shx_screener_options, trail_keys)) continue; /* the second's */
        options.size = size;
        CLAIM(seen(shx_screener_open(&options, &screener, &error), &error) == SHX_BAD_SIZE);
    }
    options.size = sizeof options;
    options.trail = path_in(folder, "list.shixin"); /* a file, and no folder */
    CLAIM(seen(shx_screener_open(&options, &screener, &error), &error) == SHX_NOT_RECORDED);
    options.trail = shx_str("\xFF");
    CLAIM(seen(shx_screener_open(&options, &screener, &error), &error) == SHX_BAD_UTF8);
    /* A program of the first header: what stands behind its struct is not read. */
    options.size = offsetof(shx_screener_options, trail);
    CLAIM(shx_screener_open(&options, &screener, &error) == SHX_OK);
    shx_screener_free(screener);
    screener = NULL;
    options.size = sizeof options;
    options.trail = shx_str("");
    options.list = path_in(folder, "torn.shixin");
    CLAIM(seen(shx_screener_open(&options, &screener, &error), &error) == SHX_BAD_LIST);
    CLAIM(screener == NULL);

    /* An old edition has no answer today; one that is put in its place must not be older still, nor broken. */
    options.list = path_in(folder, "moving.shixin");
    options.relief = path_in(folder, "moving.jsonl");
    CLAIM(rename(path_in(folder, "old.shixin").ptr, options.list.ptr) == 0);
    CLAIM(rename(path_in(folder, "relief_for_moving.jsonl").ptr, options.relief.ptr) == 0);
    CLAIM(shx_screener_open(&options, &screener, &error) == SHX_OK);
    CLAIM(seen(shx_screener_check(screener, id.ptr, id.len, name.ptr, name.len, &verdict, &error), &error) == SHX_STALE);
    CLAIM(verdict == NULL);
    CLAIM(rename(path_in(folder, "older.shixin").ptr, options.list.ptr) == 0);
    CLAIM(seen(shx_screener_reload(screener, &error), &error) == SHX_IMPLAUSIBLE);
    CLAIM(rename(path_in(folder, "torn.shixin").ptr, options.list.ptr) == 0);
    CLAIM(seen(shx_screener_reload(screener, &error), &error) == SHX_BAD_LIST);
    CLAIM(remove(options.list.ptr) == 0);
    CLAIM(seen(shx_screener_reload(screener, &error), &error) == SHX_IO);
    CLAIM(rename(path_in(folder, "relief_bad.jsonl").ptr, options.relief.ptr) == 0);
    CLAIM(seen(shx_screener_reload_relief(screener, &error), &error) == SHX_BAD_RELIEF);
    CLAIM(remove(options.relief.ptr) == 0);
    CLAIM(seen(shx_screener_reload_relief(screener, &error), &error) == SHX_IO);
    shx_screener_free(screener);
}

int main(int argc, char **argv) {
    shx_list *list;
    int status;
    CLAIM(argc == 2);
    list = open_list(argv[1], "list.shixin");
    bad_files(argv[1]);
    huge_lengths(argv[1]);
    a_damaged_list(argv[1]);
    bad_texts(list);
    bad_questions(list);
    bad_statements(list);
    bad_numbers(list);
    bad_arrays(list);
    bad_screeners(argv[1]);
    shx_list_free(list);
    for (status = 0; strcmp(shx_status_text(status), "unknown status") != 0; status++) {
        int never = status == SHX_PANIC || status == SHX_UNANSWERED;
        if (was_seen[status] != !never) fprintf(stderr, "status %d: %s\n", status, shx_status_text(status));
        CLAIM(was_seen[status] == !never);
    }
    CLAIM(status == 23);
    puts("refusals: all so");
    return 0;
}
