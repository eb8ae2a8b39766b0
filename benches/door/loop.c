/* What a program in C does with the door, over and over. The bench beside this file times it. */
#include <shixin.h>

/* Opens a list; NULL where it cannot. */
shx_list *door_open(const char *path, size_t path_len) {
    shx_list *list = NULL;
    return shx_list_open(path, path_len, &list, NULL) == SHX_OK ? list : NULL;
}

/* Asks one by one, and counts the blocks; -1 where one has no answer. */
long door_single(const shx_list *list, const shx_applicant *applicants, size_t count) {
    long blocks = 0;
    for (size_t nth = 0; nth < count; nth++) {
        const shx_applicant *one = &applicants[nth];
        shx_verdict *verdict = NULL;
        int32_t outcome = SHX_OUTCOME_NONE;
        if (shx_list_check(list, one->id.ptr, one->id.len, one->name.ptr, one->name.len, &verdict, NULL) != SHX_OK) return -1;
        if (shx_verdict_outcome(verdict, &outcome) != SHX_OK) return -1;
        shx_verdict_free(verdict);
        blocks += outcome == SHX_OUTCOME_BLOCK;
    }
    return blocks;
}

/* Asks all together, into rows that are there already, and counts the blocks; -1 where one has no answer. */
long door_many(const shx_list *list, const shx_applicant *applicants, size_t count, shx_answer *answers) {
    long blocks = 0;
    if (shx_list_check_many(list, NULL, applicants, count, answers, sizeof answers[0], NULL) != SHX_OK) return -1;
    for (size_t nth = 0; nth < count; nth++) {
        if (answers[nth].status != SHX_OK) return -1;
        blocks += answers[nth].outcome == SHX_OUTCOME_BLOCK;
    }
    return blocks;
}
