//! Every function with every pointer NULL: a program written from the header's own declarations, so that none is forgotten.

use std::fmt::Write as _;
use std::path::Path;
use std::path::PathBuf;

use crate::header::Function;
use crate::header::declared;

/// Writes the program into the folder.
pub(crate) fn write(folder: &Path) -> PathBuf {
    let mut calls = String::new();
    for function in declared() {
        let pointers: Vec<usize> =
            (0..function.parameters.len()).filter(|at| function.parameters[*at].0.contains('*')).collect();
        for null in &pointers {
            call(&mut calls, &function, &[*null]);
        }
        call(&mut calls, &function, &pointers);
    }
    assert!(calls.matches("CLAIM(").count() > 100, "{calls}");
    let path = folder.join("nulls.c");
    std::fs::write(&path, PROGRAM.replace("CALLS", &calls)).unwrap();
    path
}

/// One call, with NULL for some of its parameters.
fn call(calls: &mut String, function: &Function, nulls: &[usize]) {
    let Function { name, returns, parameters, .. } = function;
    let is_null = |at: usize| nulls.contains(&at);
    let arguments: Vec<String> = parameters
        .iter()
        .enumerate()
        .map(|(at, parameter)| if is_null(at) { "NULL".to_owned() } else { value(name, parameter) })
        .collect();
    let call = format!("{name}({})", arguments.join(", "));
    // What the manual lets be NULL: an error nobody wants, a question about nothing, bytes of length 0 (not here).
    let may_be = |at: &usize| {
        let (kind, parameter) = &parameters[*at];
        kind == "shx_error **" || name.ends_with("check_many") && parameter == "question"
    };
    let claim = match (&**returns, nulls.iter().all(may_be)) {
        _ if name == "shx_error_code" => format!("CLAIM({call} == SHX_NULL)"),
        ("shx_status", true) => format!("CLAIM({call} == SHX_OK)"),
        ("shx_status", false) => format!("CLAIM({call} == SHX_NULL)"),
        ("void", _) => call,
        ("size_t", _) => format!("CLAIM({call} == 0)"),
        ("const char *", _) if name == "shx_string_ptr" => format!("CLAIM({call} == NULL)"),
        ("const char *", _) => format!("CLAIM({call} != NULL)"),
        _ => format!("(void){call}"),
    };
    writeln!(calls, "    {claim};\n    given();").unwrap();
}

/// Something that the function takes for this parameter.
fn value(function: &str, (kind, name): &(String, String)) -> String {
    let value = match (&**kind, &**name) {
        ("const char *", "path") if function.ends_with("policy") => "policy.ptr",
        ("size_t", "path_len") if function.ends_with("policy") => "policy.len",
        ("const char *", "path") if function.ends_with("relief") => "relief.ptr",
        ("size_t", "path_len") if function.ends_with("relief") => "relief.len",
        ("const char *", "path") => "path.ptr",
        ("size_t", "path_len") => "path.len",
        ("const char *", "id") => "LISTED_ID",
        ("size_t", "id_len") => "strlen(LISTED_ID)",
        ("const char *", "name") => "LISTED_NAME",
        ("size_t", "name_len") => "strlen(LISTED_NAME)",
        ("const uint8_t *", _) => "bytes",
        ("size_t", "bytes_len") => "bytes_len",
        ("size_t", "count") | ("int32_t", _) | ("shx_status", _) => "1",
        ("size_t", "answer_size") => "sizeof(shx_answer)",
        ("size_t", "match_size") => "sizeof(shx_match)",
        ("size_t", "index" | "record" | "reason") => "0",
        ("const shx_list *", _) => "list",
        ("const shx_screener *", _) => "screener",
        ("const shx_verdict *", _) => "verdict",
        ("const shx_question *", _) if function.ends_with("many") => "&common",
        ("const shx_question *", _) => "&question",
        ("const shx_applicant *", _) => "&applicant",
        ("const shx_screener_options *", _) => "&options",
        ("shx_list **", _) => "&out_list",
        ("shx_screener **", _) => "&out_screener",
        ("shx_verdict **", _) => "&out_verdict",
        ("shx_string **", _) => "&out_string",
        ("shx_error **", _) => "&out_error",
        ("shx_answer *", _) => "&out_answer",
        ("shx_match *", _) => "&out_match",
        ("shx_text *", _) => "&out_text",
        ("int32_t *", _) => "&out_number",
        ("size_t *", _) => "&out_size",
        ("uint8_t (*)[32]", _) => "&out_digest",
        _ => panic!("{function}: nothing is known of {kind}, {name}"),
    };
    value.to_owned()
}

const PROGRAM: &str = r#"
#include "claim.h"

static shx_list *out_list;
static shx_screener *out_screener;
static shx_verdict *out_verdict;
static shx_string *out_string;
static shx_error *out_error;
static shx_answer out_answer;
static shx_match out_match;
static shx_text out_text;
static int32_t out_number;
static size_t out_size;
static uint8_t out_digest[32];

/* Frees what the last call gave. */
static void given(void) {
    shx_list_free(out_list);
    shx_screener_free(out_screener);
    shx_verdict_free(out_verdict);
    shx_string_free(out_string);
    shx_error_free(out_error);
    out_list = NULL;
    out_screener = NULL;
    out_verdict = NULL;
    out_string = NULL;
    out_error = NULL;
}

int main(int argc, char **argv) {
    static uint8_t bytes[1 << 20];
    size_t bytes_len;
    shx_list *list;
    shx_screener *screener = NULL;
    shx_verdict *verdict = NULL;
    shx_applicant applicant;
    shx_question question = shx_question_empty(), common = shx_question_empty();
    shx_screener_options options = shx_screener_options_empty();
    shx_text path, relief, policy;
    FILE *file;
    CLAIM(argc == 2);
    path = path_in(argv[1], "today.shixin");
    relief = path_in(argv[1], "relief.jsonl");
    policy = path_in(argv[1], "policy.toml");
    file = fopen(path.ptr, "rb");
    CLAIM(file != NULL);
    bytes_len = fread(bytes, 1, sizeof bytes, file);
    CLAIM(fclose(file) == 0);
    options.list = path;
    options.relief = relief;
    question.id = applicant.id = shx_str(LISTED_ID);
    question.name = applicant.name = shx_str(LISTED_NAME);
    CLAIM(shx_screener_open(&options, &screener, NULL) == SHX_OK);
    list = open_list(argv[1], "list.shixin");
    CLAIM(shx_list_check(list, LISTED_ID, strlen(LISTED_ID), LISTED_NAME, strlen(LISTED_NAME), &verdict, NULL) == SHX_OK);
CALLS
    shx_verdict_free(verdict);
    shx_screener_free(screener);
    shx_list_free(list);
    puts("nulls: all so");
    return 0;
}
"#;
