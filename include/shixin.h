/*
 * shixin: is this applicant on the courts' published list of judgment defaulters (失信被执行人名单), how sure are we, and
 * what may follow?
 *
 *     #include <shixin.h>
 *     #include <stdio.h>
 *     int main(void) {
 *         shx_screener *screener = NULL; shx_verdict *verdict = NULL; int32_t outcome = SHX_OUTCOME_NONE;
 *         shx_text id = shx_str("11010519491231002X"), name = shx_str("张某示");
 *         shx_screener_options options = shx_screener_options_empty();
 *         options.list = shx_str("list.shixin");
 *         if (shx_screener_open(&options, &screener, NULL) == SHX_OK
 *             && shx_screener_check(screener, id.ptr, id.len, name.ptr, name.len, &verdict, NULL) == SHX_OK
 *             && shx_verdict_outcome(verdict, &outcome) == SHX_OK)
 *             printf("%d\n", (int)outcome);
 *         shx_verdict_free(verdict); shx_screener_free(screener);
 *         return outcome == SHX_OUTCOME_CLEAR ? 0 : 1;
 *     }
 *
 * WHAT HOLDS OF EVERY FUNCTION
 *
 * Status     Every call that can fail returns a shx_status. SHX_OK says that the call did what it was asked to, and never
 *            that somebody is clear: that is SHX_OUTCOME_CLEAR, which is not 0. Whatever is no SHX_OK is no answer: treat
 *            the applicant as one whom a person must look at. Zeroed memory means nothing good about anybody.
 * Inputs     (texts, structs, arrays, and all they point at) must not change while a call runs, by no thread of yours.
 * Outputs    are written on SHX_OK only, and left as they were otherwise. (shx_..._check_many: see there.) They must not
 *            overlap inputs, nor each other.
 * Errors     shx_error **error, where there is one, may be NULL. When the call fails, *error becomes a new error, which you
 *            free; when it succeeds, it is left as it was. Set it to NULL before.
 * NULL       where something must be is SHX_NULL. Numbers that are none of an enumeration's are SHX_BAD_VALUE. Freeing
 *            NULL is fine. Nothing of this is a crash.
 * Texts      go in as pointer and length, UTF-8, without a NUL at the end, of at most SHX_TEXT_MAX bytes; length 0 is "not
 *            given", and its pointer may be NULL. They are read during the call and never kept. Texts come out as a
 *            shx_text, a stretch of some handle that lives as long as that handle; or as a shx_string, which you free.
 * Structs    that you fill begin with their size (`q.size = sizeof q`); all else that you do not set must be 0. Structs that
 *            are filled for you have their size beside them. So a program and a library of different versions go together;
 *            a member that this library does not know must be 0, or the call fails rather than pass over it.
 * Days       are numbers, 20261120, in Beijing time; 0 is "not stated".
 * Threads    There is no global and no thread-local state but for a screener's clock and counters, and no function starts a
 *            thread but shx_screener_open with a trail, whose thread ends when the screener is freed.
 *            Every handle may be used by any number of threads at once, and freed by any one of them, once, when no other
 *            uses it any more. Handles may outlive those they came from: a verdict its list, a list its screener.
 * Fork       A process that forks opens its screeners after that, in each child (gunicorn without --preload, multiprocessing by
 *            spawn): a child that inherits a screener with a trail must not ask it, since a trail has one writer, and is told
 *            SHX_NOT_RECORDED. It may go on with lists, and verdicts, and screeners without a trail.
 * Memory     A verdict keeps the edition that answered it in memory, whole, until it is freed: so do lists. Who keeps many for
 *            long keeps their JSON (shx_verdict_json), and frees them.
 * Panics     inside are caught: the call returns SHX_PANIC, and the handle may be used on. Rust writes what happened to
 *            standard error, which may quote what was asked; the error does not. Where no memory is left the process ends.
 * For ever   Numbers and names stay what they are; new ones are only added. Be ready for a number that you do not know.
 */
#ifndef SHIXIN_H
#define SHIXIN_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Numbers ---------------------------------------------------------------------------------------------------- */

/* The version of this header: major * 10000 + minor * 100 + patch. Compare it with shx_version_number(). */
#define SHX_VERSION_NUMBER 100

typedef int32_t shx_status;
#define SHX_OK                 0  /* the call did what it was asked to */
/* What was handed over is wrong: a fault of the program. */
#define SHX_NULL               1  /* a pointer is NULL, or not aligned, where something must be */
#define SHX_BAD_UTF8           2  /* a text is not UTF-8 */
#define SHX_BAD_SIZE           3  /* a size or length cannot be */
#define SHX_BAD_VALUE          4  /* a number is none that is known there */
#define SHX_BAD_INDEX          5  /* there are not so many */
/* What was not to be foreseen. */
#define SHX_UNANSWERED         6  /* in rows of answers: the row was not come to */
#define SHX_PANIC              7  /* the library failed in an unforeseen way: report it */
/* Files. */
#define SHX_IO                 8  /* a file cannot be read */
#define SHX_BAD_LIST           9  /* it is not a whole, undamaged list */
#define SHX_BAD_RELIEF        10  /* a line of the relief file cannot be taken, and so none of it was */
#define SHX_BAD_POLICY        11  /* the policy file cannot be taken */
#define SHX_IMPLAUSIBLE       12  /* the new edition is of an earlier day, or differs too much; the one in force stays */
/* Questions that have no answer. None of these means "not listed". */
#define SHX_BAD_ID            13  /* the id is there and cannot be read */
#define SHX_BAD_NAME          14  /* the name is there and cannot be read */
#define SHX_NOTHING_ASKED     15  /* neither id nor name was given */
#define SHX_TOO_LITTLE        16  /* what was given is too little to find a record by */
#define SHX_UNKNOWN_USE       17  /* the policy has no such use */
#define SHX_UNKNOWN_CONDITION 18  /* the use has no such condition */
#define SHX_STALE             19  /* the edition is too old for the day asked about: compile a fresh one */
#define SHX_TOO_EARLY         20  /* the edition is of a day after the one asked about */
#define SHX_DAMAGED           21  /* the list could not be searched to the end */
#define SHX_NOT_RECORDED      22  /* the answer could not be recorded, and so is none */

/* Limits. */
#define SHX_TEXT_MAX 65536  /* bytes of a text going in */
#define SHX_MANY_MAX  1024  /* documents, statements or linked parties of a question */

/* What is to be done. */
#define SHX_OUTCOME_NONE  0  /* no answer was given */
#define SHX_OUTCOME_CLEAR 1  /* nothing on this list stops the applicant from this use */
#define SHX_OUTCOME_REFER 2  /* a person decides */
#define SHX_OUTCOME_BLOCK 3  /* the applicant is listed, and the use's law stops them */

/* How much of id and name agrees. */
#define SHX_STRENGTH_NONE      0  /* nobody matches */
#define SHX_STRENGTH_POSSIBLE  1  /* the names agree, an id is missing */
#define SHX_STRENGTH_PROBABLE  2  /* all that is visible of the id agrees, the names are alike; or a slip of the pen */
#define SHX_STRENGTH_STRONG    3  /* all that is visible of the id agrees, and the names */
#define SHX_STRENGTH_CONFIRMED 4  /* the complete ids and the names agree */

/* What decided. */
#define SHX_GROUND_NONE                     0  /* no answer was given */
#define SHX_GROUND_NO_MATCH                 1  /* nobody on the list agrees */
#define SHX_GROUND_TOO_MANY_LOOKALIKES      2  /* a namesake who cannot be told from this applicant, nor from many others */
#define SHX_GROUND_NOT_BOUND                3  /* somebody agrees whom the use's law does not bind */
#define SHX_GROUND_CONDITION_FAILS          4  /* a condition was stated not to hold */
#define SHX_GROUND_RELIEVED                 5  /* every record that agrees is withdrawn, or lifted for this use */
#define SHX_GROUND_APPLICANT_MAY_ADD        6  /* an id or a name that the applicant can add would settle it */
#define SHX_GROUND_NOT_SURE                 7  /* something agrees, not enough to be sure */
#define SHX_GROUND_LINKED_PARTY             8  /* the party stands beside the one who applies */
#define SHX_GROUND_ROLE_TO_ESTABLISH        9  /* in which part the applicant answers for a listed organisation is open */
#define SHX_GROUND_CONDITION_IN_DOUBT      10  /* a condition was stated not to hold, and the law has somebody look */
#define SHX_GROUND_CONDITIONS_TO_ESTABLISH 11  /* conditions of the use are not stated */
#define SHX_GROUND_DISPUTED                12  /* every record is disputed, or relief may reach it */
#define SHX_GROUND_LOOKS_OVERDUE           13  /* every record looks overdue for deletion */
#define SHX_GROUND_SUPERVISION             14  /* a task for supervision, which stops nobody */
#define SHX_GROUND_OTHER_LIST_DECIDES      15  /* another list decides */
#define SHX_GROUND_COURT_DECIDES           16  /* only a separate order of a court decides */
#define SHX_GROUND_FORCE_IS_DISCRETION     17  /* the law leaves what follows to discretion */
#define SHX_GROUND_EDITION_TOO_OLD         18  /* the edition is too old to say more than that a person must look */
#define SHX_GROUND_IDENTIFIED              19  /* the applicant is the one listed */

/* In which part a party stands on the list, or beside an applicant. */
#define SHX_ROLE_NONE                 0  /* not given */
#define SHX_ROLE_LISTED               1  /* the subject of the record, or the applicant, itself */
#define SHX_ROLE_LEGAL_REPRESENTATIVE 2  /* 法定代表人 */
#define SHX_ROLE_PERSON_IN_CHARGE     3  /* 主要负责人 */
#define SHX_ROLE_DIRECTLY_RESPONSIBLE 4  /* 影响债务履行的直接责任人员 */
#define SHX_ROLE_CONTROLLER           5  /* 实际控制人 */
#define SHX_ROLE_UNSTATED             6  /* responsible, in a part that is not told */

/* What is stated about a condition. 0 is neither: zeroed memory sets nobody free. */
#define SHX_HOLDS 1
#define SHX_FAILS 2

#define SHX_LANGUAGE_ENGLISH 1
#define SHX_LANGUAGE_CHINESE 2  /* 中文 */

#define SHX_AUDIENCE_CLERK     1  /* whoever asked and must act */
#define SHX_AUDIENCE_APPLICANT 2  /* the one asked about */

/* Texts of a verdict. */
#define SHX_TEXT_USE      1  /* code of the use, as travel.air; general where none was stated */
#define SHX_TEXT_TITLE    2  /* the use in words */
#define SHX_TEXT_FORCE    3  /* code of the force of its law: bar, order, restrict, consider, court ... */
#define SHX_TEXT_BASIS    4  /* act and article */
#define SHX_TEXT_GROUND   5  /* code of what decided, as identified */
#define SHX_TEXT_RECOURSE 6  /* how to contest a stop; empty for a clear */

/* Flags of a question. */
#define SHX_QUESTION_DOUBTFUL 1  /* take a citizen's number that was never issued as evidence: see Query::doubtful */

/* Flags of a screener. */
#define SHX_SCREENER_ANY_EDITION 1  /* take up editions of an earlier day, and such as differ much: they are meant */

/* ---- Handles and structs ---------------------------------------------------------------------------------------- */

typedef struct shx_list     shx_list;      /* an edition with policy and relief; never changes */
typedef struct shx_screener shx_screener;  /* a list file, kept open and current */
typedef struct shx_verdict  shx_verdict;   /* an answer; never changes */
typedef struct shx_string   shx_string;    /* a text made for you */
typedef struct shx_error    shx_error;     /* why a call failed */

/* A text: see "Texts" above. */
typedef struct shx_text {
    const char *ptr;
    size_t len;
} shx_text;

/* What is stated about a condition of the use, as own_large_overdue_debt. The same condition stated both to hold and not to
 * hold is SHX_BAD_VALUE. */
typedef struct shx_statement {
    shx_text condition;
    int32_t holds;     /* SHX_HOLDS or SHX_FAILS */
    int32_t reserved;  /* 0 */
} shx_statement;

/* Who asks, for the trail of a screener. Set size; the rest may stay 0. What is written here is kept as long as the trail, so
 * that a reference is a case number, and never an applicant's name or id. */
typedef struct shx_asker {
    size_t size;               /* sizeof(shx_asker) */
    shx_text person;           /* the person or account that asks */
    shx_text system;           /* the system that asks */
    shx_text department;       /* the department on whose behalf */
    shx_text department_code;  /* its code, as feedback wants it */
    shx_text reference;        /* the asker's own number of the matter */
} shx_asker;

/*
 * A question. Set size, and at least one of id and name; the rest may stay 0.
 *
 * Parties that stand beside the applicant (an organisation's responsible people) are questions of their own, with a role;
 * use and day are the applicant's to state, and hold for all. What one party states is not stated for another.
 */
typedef struct shx_question {
    size_t size;                      /* sizeof(shx_question) */
    shx_text id;                      /* as typed */
    shx_text name;                    /* as typed */
    shx_text use;                     /* what the answer is for, as travel.air; empty: general */
    const shx_text *documents;        /* other documents of the same party: a passport beside the id card */
    size_t documents_len;
    const shx_statement *statements;  /* what is stated about the use's conditions */
    size_t statements_len;
    const struct shx_question *const *linked;  /* parties beside the applicant */
    size_t linked_len;
    int32_t day;                      /* the day asked about; 0: the edition's own, or a screener's today */
    int32_t role;                     /* of a linked party: SHX_ROLE_..., 2 to 6; of the applicant: 0 */
    int32_t flags;                    /* SHX_QUESTION_... */
    int32_t reserved;                 /* 0 */
    const shx_asker *asker;           /* who asks, for a screener's trail; NULL: the screener's; of a linked party: NULL */
} shx_question;

/* One applicant of many. */
typedef struct shx_applicant {
    shx_text id;
    shx_text name;
} shx_applicant;

/* An answer in figures. */
typedef struct shx_answer {
    shx_status status;   /* SHX_OK, or why this row has no answer */
    int32_t outcome;     /* SHX_OUTCOME_...; NONE unless status is SHX_OK */
    int32_t strength;    /* SHX_STRENGTH_... of the best match on which the outcome rests */
    int32_t ground;      /* SHX_GROUND_... */
    double lookalikes;   /* how many others would fit as well; not a number where nobody matches. The chance that the
                            applicant is the one listed is 1 / (1 + lookalikes) */
    uint32_t matches;    /* subjects of the list that the applicant may be; a clear may have some, too weak to act on */
    uint32_t namesakes;  /* listed subjects of the same name who are somebody else */
    uint32_t indistinct; /* listed subjects of the same name and without an id, whom nothing tells from the applicant, nor
                            from many others */
    uint32_t records;    /* record ids that the outcome rests on: see shx_verdict_record */
    int32_t day;         /* the day for which the answer holds */
    int32_t reserved;    /* 0 */
} shx_answer;

/* One match in figures. */
typedef struct shx_match {
    int32_t outcome;    /* what this match alone allows */
    int32_t ground;     /* what decided that */
    int32_t strength;
    int32_t role;       /* in which part the matched party is on the list */
    double lookalikes;
    uint32_t records;   /* see shx_verdict_match_record */
    uint32_t reasons;   /* see shx_verdict_match_reason */
} shx_match;

/* What a screener is to hold. Set size and list; the rest may stay 0. */
typedef struct shx_screener_options {
    size_t size;       /* sizeof(shx_screener_options) */
    shx_text list;     /* path of the list file */
    shx_text relief;   /* path of the relief file, JSON lines; empty: none */
    shx_text policy;   /* path of the policy file, TOML; empty: the default policy */
    int32_t flags;     /* SHX_SCREENER_... */
    int32_t reserved;  /* 0 */
    shx_text trail;    /* path of the folder of the trail in which every answer is recorded; empty: none */
    shx_text trail_keys;     /* path of the folder of the trail's keys, best on another volume; empty: beside the trail */
    const shx_asker *asker;  /* who asks where a question does not say; NULL: nobody */
    int32_t sync_ms;         /* 0: every answer is on the disk before it is given. 1 to 60000: it is when the system has it,
                                and synced once in so many milliseconds; a power cut loses what came since */
    int32_t reserved_later;  /* 0 */
} shx_screener_options;

/* For texts that end in a NUL, as literals do. NULL is the empty text. */
static inline shx_text shx_str(const char *text) {
    shx_text made;
    made.ptr = text;
    made.len = text == NULL ? 0 : strlen(text);
    return made;
}

/* A question with nothing in it. */
static inline shx_question shx_question_empty(void) {
    shx_question made;
    memset(&made, 0, sizeof made);
    made.size = sizeof made;
    return made;
}

/* An asker with nothing in it. */
static inline shx_asker shx_asker_empty(void) {
    shx_asker made;
    memset(&made, 0, sizeof made);
    made.size = sizeof made;
    return made;
}

/* Options with nothing in them. */
static inline shx_screener_options shx_screener_options_empty(void) {
    shx_screener_options made;
    memset(&made, 0, sizeof made);
    made.size = sizeof made;
    return made;
}

/* ---- Version ---------------------------------------------------------------------------------------------------- */

/* The library's version as a number, to be compared with SHX_VERSION_NUMBER: a library whose major version is another, or
 * before 1.0 whose minor version is, is another interface.
 * Owns: nothing. Fails: never. Threads: any. */
int32_t shx_version_number(void);

/* The library's version in words, as "0.1.0", ending in a NUL.
 * Owns: nothing; it lives for ever. Fails: never. Threads: any. */
const char *shx_version(void);

/* What a status means, in English, ending in a NUL; of an unknown one, that it is unknown.
 * Owns: nothing; it lives for ever. Fails: never. Threads: any. */
const char *shx_status_text(shx_status status);

/* ---- Errors ----------------------------------------------------------------------------------------------------- */

/* The status that the call returned; SHX_NULL of NULL.
 * Owns: nothing. Fails: never. Threads: any. */
shx_status shx_error_code(const shx_error *error);

/* What was expected, what was found, what to do: English, ending in a NUL; "" of NULL. It quotes nothing of what was asked:
 * no id, no name, no text that was handed over as a use or a condition. It does quote paths, and words of a policy file.
 * Owns: nothing; it lives as long as the error. Fails: never. Threads: any. */
const char *shx_error_message(const shx_error *error);

/* Where: a parameter ("out"), a member of a struct ("flags", "linked[0].id", "statements[2].reserved": such a one must be 0),
 * or a file; "trail" where an answer could not be recorded; ending in a NUL; "" of NULL, and of a panic.
 * Owns: nothing; it lives as long as the error. Fails: never. Threads: any. */
const char *shx_error_context(const shx_error *error);

/* Frees an error; NULL is fine.
 * Owns: takes it. Fails: never. Threads: any, once. */
void shx_error_free(shx_error *error);

/* ---- Strings ---------------------------------------------------------------------------------------------------- */

/* The first byte; a NUL stands behind the last. NULL of NULL.
 * Owns: nothing; it lives as long as the string. Fails: never. Threads: any. */
const char *shx_string_ptr(const shx_string *string);

/* Bytes, without the NUL behind them; 0 of NULL.
 * Owns: nothing. Fails: never. Threads: any. */
size_t shx_string_len(const shx_string *string);

/* Frees a string; NULL is fine.
 * Owns: takes it. Fails: never. Threads: any, once. */
void shx_string_free(shx_string *string);

/* ---- A list: one edition ---------------------------------------------------------------------------------------- */

/* Reads the list file at this path into memory, verifies every byte of it and opens it, under the default policy and without
 * relief. What happens to the file later does not touch it.
 * Owns: you free *out with shx_list_free. Fails: SHX_NULL, SHX_BAD_UTF8, SHX_BAD_SIZE, SHX_IO, SHX_BAD_LIST. Threads: any. */
shx_status shx_list_open(const char *path, size_t path_len, shx_list **out, shx_error **error);

/* The same for a list in memory, which is copied. A length other than the one that the list itself states is SHX_BAD_LIST,
 * one there is no memory for SHX_BAD_SIZE; neither is read or copied.
 * Owns: you free *out with shx_list_free. Fails: SHX_NULL, SHX_BAD_SIZE, SHX_BAD_LIST. Threads: any. */
shx_status shx_list_from_bytes(const uint8_t *bytes, size_t bytes_len, shx_list **out, shx_error **error);

/* Another list, of the same edition and policy, under the relief in this file (JSON lines: withdrawals, dispute marks,
 * exemptions), in place of any before. The edition is shared, not copied. A file with one bad line is refused whole.
 * Owns: you free *out, and list as before. Fails: SHX_NULL, SHX_BAD_UTF8, SHX_BAD_SIZE, SHX_IO, SHX_BAD_RELIEF. Threads: any. */
shx_status shx_list_with_relief(const shx_list *list, const char *path, size_t path_len, shx_list **out, shx_error **error);

/* Another list, of the same edition and relief, under the policy in this file (TOML).
 * Owns: you free *out, and list as before. Fails: SHX_NULL, SHX_BAD_UTF8, SHX_BAD_SIZE, SHX_IO, SHX_BAD_POLICY. Threads: any. */
shx_status shx_list_with_policy(const shx_list *list, const char *path, size_t path_len, shx_list **out, shx_error **error);

/* Which edition it is: the day whose state of the list it has, and the SHA-256 that identifies it, 32 bytes.
 * Owns: nothing. Fails: SHX_NULL. Threads: any. */
shx_status shx_list_edition(const shx_list *list, int32_t *as_of, uint8_t (*digest)[32]);

/* All that is known about the edition as a JSON object: as_of, source, newest, population, totals, compiler, digest.
 * Owns: you free *out with shx_string_free. Fails: SHX_NULL. Threads: any. */
shx_status shx_list_edition_json(const shx_list *list, shx_string **out, shx_error **error);

/* Frees a list; NULL is fine. Verdicts and lists that came from it live on.
 * Owns: takes it. Fails: never. Threads: any, once. */
void shx_list_free(shx_list *list);

/* Is the applicant with this id and name on the list? For no use in particular, as of the edition's own day: a list has no
 * clock, and one of years ago answers as if it were that day still, "clear" as well. Whoever decides about somebody today
 * asks a screener (shx_screener_check), or states today's day (shx_list_ask): both refuse an edition that is too old.
 * Owns: you free *out with shx_verdict_free; it may outlive the list. Fails: SHX_NULL, SHX_BAD_UTF8, SHX_BAD_SIZE, SHX_BAD_ID,
 * SHX_BAD_NAME, SHX_NOTHING_ASKED, SHX_TOO_LITTLE, SHX_DAMAGED. Threads: any. */
shx_status shx_list_check(const shx_list *list, const char *id, size_t id_len, const char *name, size_t name_len,
                          shx_verdict **out, shx_error **error);

/* The answer to a question: for its use, on its day, about the applicant and all linked parties. Of several parties the
 * harshest decides, and what a verdict tells is about the one that decided; shx_verdict_part gives the others.
 * Owns: you free *out with shx_verdict_free; it may outlive the list. Fails: as shx_list_check; SHX_BAD_VALUE,
 * SHX_UNKNOWN_USE, SHX_UNKNOWN_CONDITION, SHX_STALE, SHX_TOO_EARLY. Threads: any. */
shx_status shx_list_ask(const shx_list *list, const shx_question *question, shx_verdict **out, shx_error **error);

/* The answers to count applicants, in their order, each into its row of answers, which is yours; answer_size is
 * sizeof(shx_answer). question states use, day, flags and statements for all of them (no id, no name); NULL is none.
 * Without a day the answers are as of the edition's own, however old, as shx_list_check's.
 * Many at a time are looked up together, which is faster than one by one; for details ask again about those who are not
 * clear. A row without an answer says why in its status, and the call goes on: SHX_OK says only that every row was come to.
 * On SHX_PANIC the rows not come to have the status SHX_UNANSWERED; on any other failure no row is written.
 * Owns: nothing. Fails: SHX_NULL, SHX_BAD_UTF8, SHX_BAD_SIZE, SHX_BAD_VALUE; rows: as shx_list_ask. Threads: any, each with
 * rows of its own. */
shx_status shx_list_check_many(const shx_list *list, const shx_question *question, const shx_applicant *applicants,
                               size_t count, shx_answer *answers, size_t answer_size, shx_error **error);

/* ---- A verdict -------------------------------------------------------------------------------------------------- */

/* Block, refer or clear.
 * Owns: nothing. Fails: SHX_NULL. Threads: any. */
shx_status shx_verdict_outcome(const shx_verdict *verdict, int32_t *out);

/* The answer in figures: strength, lookalikes, ground, counts. answer_size is sizeof(shx_answer).
 * Owns: nothing. Fails: SHX_NULL, SHX_BAD_SIZE. Threads: any. */
shx_status shx_verdict_answer(const shx_verdict *verdict, shx_answer *out, size_t answer_size);

/* Which edition answered: see shx_list_edition.
 * Owns: nothing. Fails: SHX_NULL. Threads: any. */
shx_status shx_verdict_edition(const shx_verdict *verdict, int32_t *as_of, uint8_t (*digest)[32]);

/* The index-th of the record ids that the outcome rests on, best match first; shx_answer.records says how many there are.
 * Owns: nothing; *out lives as long as the verdict. Fails: SHX_NULL, SHX_BAD_INDEX. Threads: any. */
shx_status shx_verdict_record(const shx_verdict *verdict, size_t index, shx_text *out);

/* A text of the verdict, SHX_TEXT_..., in this language: the use, its law, the ground, how to contest it.
 * Owns: nothing; *out lives as long as the verdict. Fails: SHX_NULL, SHX_BAD_VALUE. Threads: any. */
shx_status shx_verdict_text(const shx_verdict *verdict, int32_t which, int32_t language, shx_text *out);

/* Why, in a sentence or two for each party.
 * Owns: you free *out with shx_string_free. Fails: SHX_NULL, SHX_BAD_VALUE. Threads: any. */
shx_status shx_verdict_because(const shx_verdict *verdict, int32_t language, shx_string **out);

/* What a clerk needs, or what the applicant may be handed: a sentence a line. Reads the published rows it rests on.
 * Owns: you free *out with shx_string_free. Fails: SHX_NULL, SHX_BAD_VALUE, SHX_DAMAGED. Threads: any. */
shx_status shx_verdict_explain(const shx_verdict *verdict, int32_t audience, int32_t language, shx_string **out,
                               shx_error **error);

/* The whole verdict as a JSON object, as `shixin check` prints it; of several parties, with an object for each.
 * Members are only ever added. Reads the published rows it rests on.
 * Owns: you free *out with shx_string_free. Fails: SHX_NULL, SHX_DAMAGED. Threads: any. */
shx_status shx_verdict_json(const shx_verdict *verdict, shx_string **out, shx_error **error);

/* The index-th match in figures, best first; shx_answer.matches says how many there are. match_size is sizeof(shx_match).
 * Owns: nothing. Fails: SHX_NULL, SHX_BAD_SIZE, SHX_BAD_INDEX. Threads: any. */
shx_status shx_verdict_match(const shx_verdict *verdict, size_t index, shx_match *out, size_t match_size);

/* The record-th record id of the index-th match.
 * Owns: nothing; *out lives as long as the verdict. Fails: SHX_NULL, SHX_BAD_INDEX. Threads: any. */
shx_status shx_verdict_match_record(const shx_verdict *verdict, size_t index, size_t record, shx_text *out);

/* The reason-th reason for or against the index-th match, as a clause in this language. JSON has their codes.
 * Owns: you free *out with shx_string_free. Fails: SHX_NULL, SHX_BAD_VALUE, SHX_BAD_INDEX. Threads: any. */
shx_status shx_verdict_match_reason(const shx_verdict *verdict, size_t index, size_t reason, int32_t language,
                                    shx_string **out);

/* How many parties were asked about: 1, and one more for each linked party.
 * Owns: nothing. Fails: SHX_NULL. Threads: any. */
shx_status shx_verdict_part_count(const shx_verdict *verdict, size_t *out);

/* What was found about the index-th party, as a verdict of its own; the applicant is the first, with SHX_ROLE_LISTED.
 * Owns: you free *out with shx_verdict_free; it may outlive the verdict. Fails: SHX_NULL, SHX_BAD_INDEX. Threads: any. */
shx_status shx_verdict_part(const shx_verdict *verdict, size_t index, int32_t *role, shx_verdict **out);

/* Frees a verdict; NULL is fine.
 * Owns: takes it. Fails: never. Threads: any, once. */
void shx_verdict_free(shx_verdict *verdict);

/* ---- A screener: what a service holds --------------------------------------------------------------------------- */

/* Opens the list file, the relief and the policy, to be asked on today's day (Beijing time, by this machine's clock) and
 * reloaded while it is asked. options.list may be a folder of editions instead, of which the one in force is taken. With a
 * trail, every answer of shx_screener_check, _ask and _check_many is recorded in it before it is given, and so is every
 * question whose id or name cannot be read; a trail has one writer at a time, and is begun where there is none. Unless
 * options.trail_keys names another, a folder of keys is made beside its own, by the same name with .keys; it holds secrets: the
 * key that signs the trail, and those under which applicants are digested. Keep it from whoever may read the trail, and back it up apart from it. A text that is no
 * use or condition of the policy's is recorded as unknown, or not at all. A trail that cannot be opened is SHX_NOT_RECORDED; where the library was built without trails, naming one is SHX_BAD_VALUE.
 * Owns: you free *out with shx_screener_free. Fails: SHX_NULL, SHX_BAD_UTF8, SHX_BAD_SIZE, SHX_BAD_VALUE, SHX_IO,
 * SHX_BAD_LIST, SHX_BAD_RELIEF, SHX_BAD_POLICY, SHX_NOT_RECORDED. Threads: any. */
shx_status shx_screener_open(const shx_screener_options *options, shx_screener **out, shx_error **error);

/* Is the applicant with this id and name on the list today?
 * Owns: you free *out with shx_verdict_free; it may outlive the screener. Fails: as shx_list_check; SHX_STALE, SHX_TOO_EARLY,
 * SHX_NOT_RECORDED. Threads: any, also while others reload. */
shx_status shx_screener_check(const shx_screener *screener, const char *id, size_t id_len, const char *name,
                              size_t name_len, shx_verdict **out, shx_error **error);

/* The answer to a question, on today's day unless it states another.
 * Owns: you free *out with shx_verdict_free; it may outlive the screener. Fails: as shx_list_ask; SHX_NOT_RECORDED.
 * Threads: any, also while others reload. */
shx_status shx_screener_ask(const shx_screener *screener, const shx_question *question, shx_verdict **out,
                            shx_error **error);

/* As shx_list_check_many, on today's day unless the question states another; all rows from one edition. With a trail each is
 * recorded by itself, which takes a disk's time for each.
 * Owns: nothing. Fails: as shx_list_check_many; rows: also SHX_NOT_RECORDED. Threads: any, each with rows of its own, also
 * while others reload. */
shx_status shx_screener_check_many(const shx_screener *screener, const shx_question *question,
                                   const shx_applicant *applicants, size_t count, shx_answer *answers,
                                   size_t answer_size, shx_error **error);

/* The edition in force, with policy and relief, to be held for as long as you need it, whatever is taken up meanwhile. What
 * it answers is no screener's answer, and is in no trail. It has no clock: asked without a day it answers as of the
 * edition's own day, and not as of today as the screener does.
 * Owns: you free *out with shx_list_free; it may outlive the screener. Fails: SHX_NULL. Threads: any, also while others
 * reload. */
shx_status shx_screener_list(const shx_screener *screener, shx_list **out);

/* Opens the list file again, verifies it, and takes up the edition in it. Checks in flight finish on the one they began
 * with. When it fails the edition in force stays.
 * Owns: nothing. Fails: SHX_NULL, SHX_IO, SHX_BAD_LIST, SHX_IMPLAUSIBLE. Threads: any; of several at once each waits its
 * turn. */
shx_status shx_screener_reload(const shx_screener *screener, shx_error **error);

/* Reads the relief file again and takes it up, effective at once. When it fails the relief in force stays. Write the file
 * beside its place and rename it: one that is being written is read as far as it goes.
 * Owns: nothing. Fails: SHX_NULL, SHX_IO, SHX_BAD_RELIEF. Threads: any; of several at once each waits its turn. */
shx_status shx_screener_reload_relief(const shx_screener *screener, shx_error **error);

/* Frees a screener; NULL is fine. Verdicts and lists that came from it live on.
 * Owns: takes it. Fails: never. Threads: any, once. */
void shx_screener_free(shx_screener *screener);

#ifdef __cplusplus
}
#endif

#endif
