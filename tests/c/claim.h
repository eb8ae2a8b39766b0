/* What the tests in C share: claims, and files in the folder that they are given. */
#ifndef CLAIM_H
#define CLAIM_H

#include <shixin.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CLAIM(what)                                                                  \
    do {                                                                             \
        if (!(what)) {                                                               \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #what);       \
            exit(1);                                                                 \
        }                                                                            \
    } while (0)

/* The path of a file in the folder; there are not many. */
static inline shx_text path_in(const char *folder, const char *file) {
    static char paths[64][512];
    static unsigned turn = 0;
    char *path = paths[turn++ % 64];
    int length = snprintf(path, sizeof paths[0], "%s/%s", folder, file);
    CLAIM(turn < 64);
    CLAIM(length > 0 && (size_t)length < sizeof paths[0]);
    return shx_str(path);
}

static inline shx_list *open_list(const char *folder, const char *file) {
    shx_list *list = NULL;
    shx_error *error = NULL;
    shx_text path = path_in(folder, file);
    if (shx_list_open(path.ptr, path.len, &list, &error) != SHX_OK) {
        fprintf(stderr, "%s\n", shx_error_message(error));
        exit(1);
    }
    CLAIM(error == NULL);
    return list;
}

/* Listed with a masked id in list.shixin, and in no later edition. */
#define LISTED_ID "11010519491231002X"
#define LISTED_NAME "\xE5\xBC\xA0\xE6\x9F\x90\xE7\xA4\xBA" /* 张某示 */
/* Listed with the whole id in every edition. */
#define ALWAYS_ID "440524188001010014"
#define ALWAYS_NAME "\xE6\x9D\x8E\xE6\x9F\x90\xE4\xBE\x8B" /* 李某例 */

#endif
