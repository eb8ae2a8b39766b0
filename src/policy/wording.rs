//! In which words is it said? Every sentence of a verdict, in both languages, with its gaps named.
//!
//! One table: a code, the English, the Chinese (中文). `{gap}` is filled by whoever says it; the tests at the end hold the
//! gaps of both languages equal and every code of the crate in the table.

/// Languages that verdicts are explained in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// English.
    English,
    /// 中文.
    Chinese,
}

/// A sentence or clause in both languages.
struct Wording {
    code: &'static str,
    english: &'static str,
    chinese: &'static str,
}

/// What the table has under this code, its gaps filled. A code that is not there stands for itself.
pub(super) fn say(code: &str, language: Language, gaps: &[(&str, &str)]) -> String {
    fill(template(code, language).unwrap_or(code), gaps)
}

/// What the table has under this code.
pub(super) fn template(code: &str, language: Language) -> Option<&'static str> {
    let found = WORDS.iter().find(|it| it.code == code)?;
    Some(match language {
        Language::English => found.english,
        Language::Chinese => found.chinese,
    })
}

fn fill(template: &str, gaps: &[(&str, &str)]) -> String {
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((gap, after)) = after.split_once('}') else { break };
        text.push_str(before);
        match gaps.iter().find(|(name, _)| *name == gap) {
            Some((_, filling)) => text.push_str(filling),
            None => text.extend(["{", gap, "}"]),
        }
        rest = after;
    }
    text.push_str(rest);
    text
}

impl Language {
    /// Both.
    pub const ALL: [Self; 2] = [Self::English, Self::Chinese];

    /// What stands between two clauses of one sentence.
    pub(super) const fn between(self) -> &'static str {
        match self {
            Self::English => "; ",
            Self::Chinese => "；",
        }
    }

    /// The word for it in output for machines.
    pub const fn as_code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh",
        }
    }
}

macro_rules! words {
    ($($code:literal: $english:literal | $chinese:literal;)*) => {
        const WORDS: &[Wording] = &[$(Wording { code: $code, english: $english, chinese: $chinese }),*];
    };
}

words! {
    // ---- what decided
    "ground.no_match": "Nobody on the list agrees with this applicant" | "名单中没有与申请人相符的主体";
    "ground.too_many_lookalikes": "A listed name agrees, and so do too many other people" | "名单中有同名主体，但同样相符的人过多，不足以认定";
    "ground.not_bound": "Somebody on the list agrees, whom this measure does not bind" | "名单中有相符的主体，但该措施不适用于此类主体或此种身份";
    "ground.condition_fails": "Somebody on the list agrees, and a condition of the measure is stated not to hold" | "名单中有相符的主体，但已说明该措施的适用条件不具备";
    "ground.relieved": "Every record that agrees is withdrawn, lifted for this use, or somebody else's" | "相符的记录均已撤出、对本事项已解除或并非本人";
    "ground.applicant_may_add": "Something agrees; an id that can be compared, or a name, would settle it" | "名单中有部分相符的主体，需申请人补充可比对的证件号码或姓名";
    "ground.not_sure": "A person must decide" | "需人工核实";
    "ground.linked_party": "A party beside the applicant is listed; the measure is for the one who applies, and a person must decide" | "申请单位的相关人员在名单中；该措施针对申请人本身，需人工裁量";
    "ground.role_to_establish": "{listed}; whether the measure reaches them in their part must be established" | "{listed}，其身份是否属该措施适用范围需人工核实";
    "ground.condition_in_doubt": "{listed}, and a condition of the measure is stated not to hold; a person must look into it" | "{listed}，但已说明该措施的某项条件不具备，需人工核实";
    "ground.conditions_to_establish": "{listed}; the measure has conditions that are yet to be established" | "{listed}，该措施的适用条件尚待核实";
    "ground.disputed": "{listed}, and every record is disputed, or relief may reach it; a person must decide" | "{listed}，但相关记录均有异议标注或可能适用救济，需人工裁量";
    "ground.looks_overdue": "{listed}, and every record looks overdue for deletion; a person must decide" | "{listed}，但相关记录均疑似已逾期限，需人工核实";
    "ground.supervision": "{listed}; this is a task for supervision and stops nobody" | "{listed}，属监督检查安排，不构成拦截";
    "ground.other_list_decides": "{listed}; this list does not decide the measure: another list does" | "{listed}，但该措施不以本名单为依据，应查询另一名单";
    "ground.court_decides": "{listed}; this list does not decide the measure: only a court's separate order does" | "{listed}，但该措施须有人民法院的专门决定，本名单不能作为依据";
    "ground.force_is_discretion": "{listed}; the law leaves the decision to a person" | "{listed}，依法由人工审慎裁量";
    "ground.edition_too_old": "The edition is too old to answer; a person must look the applicant up" | "名单版本已过期，不能据以作出结论，需人工查询";
    "ground.identified": "{listed}" | "{listed}";

    "listed.itself": "The applicant is listed" | "申请人在名单中";
    "party.itself": "This party is listed" | "该方在名单中";
    "party.responsible": "This party answers for a listed organisation" | "该方系被列入名单单位的相关责任人员";
    "listed.responsible": "The applicant answers for a listed organisation" | "申请人系被列入名单单位的相关责任人员";

    // ---- what was compared, and how it came out
    "reason.id_equal": "the ids are the same" | "证件号码完全一致";
    "reason.group_characters_only": "they tell region and birth, not the person" | "可见部分仅反映地区、出生日期等共有信息，不足以区分个体";
    "reason.organisation_code_only": "the organisation codes are the same, the rest of the unified codes is not" | "组织机构代码一致，统一社会信用代码其余部分不一致";
    "reason.never_issued": "one of the two ids was never issued: one of its digits is wrong" | "其中一个证件号码不符合编码规则，有一位有误";
    "reason.document_contradicts": "another document of the same kind is not the listed one" | "同类的另一证件号码与名单记录不符";
    "reason.record_id_doubtful": "the ids differ, but the record's was never issued" | "证件号码不一致，但名单记录的号码不符合编码规则";
    "reason.minor": "the record's subject was a minor when it was published" | "发布时当事人未成年";
    "reason.born_after_publication": "the record's subject was born after it was published" | "当事人出生日期晚于发布日期";
    "reason.check_holds": "the check character fits" | "校验码相符";
    "reason.check_fails": "the check character does not fit" | "校验码不符";
    "reason.name_same": "the names are the same" | "姓名（名称）相同";
    "reason.name_unlike": "the names are not alike" | "姓名（名称）不同";
    "reason.name_not_comparable": "the names cannot be compared (a lost character, or Latin letters on one side)" | "姓名（名称）无法比对（有字符丢失，或一方为拉丁字母）";
    "reason.applicant_name_missing": "the applicant gave no name" | "申请人未提供姓名（名称）";
    "reason.record_name_missing": "the record has no readable name" | "名单记录没有可读的姓名（名称）";
    "reason.applicant_id_missing": "the applicant gave no id" | "申请人未提供证件号码";
    "reason.record_id_missing": "the record has no readable id" | "名单记录没有可读的证件号码";
    "reason.applicant_id_doubtful": "the ids differ, but the applicant's is doubtful (its check character fails, or its century is assumed)" | "证件号码不一致，但申请人号码存疑（校验码不符或出生世纪为推定）";
    "reason.other_document": "the record shows another kind of document, which cannot be compared" | "名单记录为另一种证件，无法比对";
    "reason.sex_differs": "the row states another sex than the applicant's id" | "名单记录的性别与申请人证件不符";
    "reason.id_visible_agrees": "all {shown} visible characters of the published id agree" | "公布的证件号码可见的{shown}位全部一致";
    "reason.id_slip.one": "the visible characters of the published id agree but for one character in the {field}" | "公布的证件号码除{field}一位不同外可见部分一致";
    "reason.id_slip.swapped": "the visible characters of the published id agree but for two neighbours that changed places in the {field}" | "公布的证件号码除{field}相邻两位颠倒外可见部分一致";
    "reason.answers_for_organisation": "the row names them as {role} of a listed organisation, not as listed" | "名单记录将其列为失信单位的{role}，并非失信被执行人本人";
    "reason.name_alike": "the names are alike ({step})" | "姓名（名称）相近（{step}）";
    "step.variant": "variant character or family" | "异体字或姓氏异写";
    "step.bracket": "brackets on one side only" | "仅一方有括号";
    "step.legal-form": "another wording of the legal form" | "组织形式表述不同";
    "step.alias": "another name in brackets" | "括号内的其他名称";
    "step.place": "the bracketed place moved or missing" | "括号内的行政区划移位或缺失";
    "step.latin": "spelled in Latin letters" | "一方为拼音拼写";
    "step.lost-character": "a character was lost" | "有字符丢失";
    "step.dotted-part": "a part between dots missing" | "间隔号分隔的部分缺失";
    "step.same-reading": "one character differs and sounds the same" | "相差一字且读音相同";
    "step.transposed": "two characters exchanged" | "两字颠倒";
    "step.one-character": "one character differs" | "相差一字";

    // ---- clauses of the short sentence
    "clause.others": "{others} would fit as well" | "预计另有{others}人（单位）同样相符";
    "clause.namesakes.one": "{count} listed of the same name is somebody else" | "名单中另有{count}个同名主体并非本人";
    "clause.namesakes.many": "{count} listed of the same name are somebody else" | "名单中另有{count}个同名主体并非本人";
    "clause.indistinct.one": "{count} row of the same name has no id to compare, and too many people bear that name" | "另有{count}个同名主体无证件号码可比对，且同名者过多";
    "clause.indistinct.many": "{count} rows of the same name have no id to compare, and too many people bear that name" | "另有{count}个同名主体无证件号码可比对，且同名者过多";
    "clause.establish": "to be established: {condition}" | "尚待核实：{condition}";
    "clause.withdrawal": "record {record} is withdrawn" | "记录{record}已撤出";
    "clause.exemption": "record {record} is lifted for this use" | "记录{record}对本事项已解除";
    "clause.suppression": "record {record} is somebody else's" | "记录{record}并非本人";
    "clause.withdrawal.open": "record {record} may be withdrawn" | "记录{record}可能已撤出";
    "clause.suppression.open": "record {record} is marked as somebody else's, but lists the document shown" | "记录{record}标注为并非本人，但所列证件与所示证件一致";
    "clause.dispute": "record {record} is disputed" | "记录{record}有异议标注";
    "others.few": "fewer than one in a million others" | "不足百万分之一";
    "others.one": "about 1 other" | "约1";
    "others.some": "about {figure} others" | "约{figure}";

    // ---- how an explanation begins
    "clerk.head.block": "BLOCK: {title} ({code}). The law behind this measure stops the applicant. Give them this explanation." | "拦截：{title}（{code}）。该措施依法适用于申请人。请将本说明告知申请人。";
    "clerk.head.refer": "REFER: {title} ({code}). Nothing is decided yet: a person must look at it, and must say what they decided and why." | "转人工：{title}（{code}）。尚未作出结论，须由工作人员核实并记录处理结果与理由。";
    "clerk.head.clear": "CLEAR: {title} ({code}). Nothing on this list stops the applicant." | "放行：{title}（{code}）。本名单不构成限制。";
    "applicant.party.block": "The application beside which you are named ({title}) was stopped: the courts' published list of judgment defaulters has an entry that stands against you." | "将您列为相关人员的申请（{title}）未予通过：人民法院公布的失信被执行人名单中有与您相符的记录。";
    "applicant.party.refer": "The application beside which you are named ({title}) was not decided by the machine. A person will look at it and decide." | "将您列为相关人员的申请（{title}）未由系统自动作出决定，将由工作人员核实后处理。";
    "applicant.party.clear": "Nothing on the courts' published list of judgment defaulters about you stops the application beside which you are named ({title})." | "人民法院公布的失信被执行人名单中没有因您而影响该申请（{title}）的记录。";
    "applicant.head.block": "Your application ({title}) was stopped: the courts' published list of judgment defaulters has an entry that stands against it." | "您的申请（{title}）未予通过：人民法院公布的失信被执行人名单中有与您相符的记录。";
    "applicant.head.refer": "Your application ({title}) was not decided by the machine. A person will look at it and decide." | "您的申请（{title}）未由系统自动作出决定，将由工作人员核实后处理。";
    "applicant.head.clear": "Nothing on the courts' published list of judgment defaulters stops your application ({title})." | "人民法院公布的失信被执行人名单不影响您的申请（{title}）。";

    // ---- what was compared
    "why": "{ground}." | "{ground}。";
    "clerk.compared": "Compared with the entry of {name}, id {id}, {role}: {reasons} ({strength})." | "与名单中“{name}”（证件号码{id}，{role}）比对：{reasons}（{strength}）。";
    "applicant.compared": "What you gave was compared with the published entry of {name}, id {id}: {reasons}." | "您提供的信息与名单中公布的“{name}”（证件号码{id}）比对：{reasons}。";
    "compared.organisation": "The listed organisation is {name}, id {id}." | "被列入名单的单位为“{name}”（证件号码{id}）。";
    "compared.others": "{others} would be expected to agree as well." | "预计另有{others}人（单位）同样相符。";
    "compared.record": "Record {record}: case {case}, {court}, published {published}." | "记录{record}：案号{case}，执行法院{court}，公布日期{published}。";
    "compared.more": "And {count} more records." | "另有{count}条记录。";
    "compared.unnamed": "Published entries of this name: {count}. A name is borne by many: which of them is whose shows an identity document." | "名单中该姓名（名称）的记录共{count}条；同名者众多，须凭证件核实是否为本人。";
    "compared.namesakes.one": "{count} other listed subject of the same name is somebody else." | "名单中另有{count}个同名主体并非本人。";
    "compared.namesakes.many": "{count} other listed subjects of the same name are somebody else." | "名单中另有{count}个同名主体并非本人。";
    "compared.indistinct.one": "{count} row of the same name has no id to compare, and too many people bear that name for it to say anything." | "另有{count}个同名主体无证件号码可比对；同名者过多，不足以说明问题。";
    "compared.indistinct.many": "{count} rows of the same name have no id to compare, and too many people bear that name for them to say anything." | "另有{count}个同名主体无证件号码可比对；同名者过多，不足以说明问题。";
    "strength.confirmed": "confirmed" | "确认";
    "strength.strong": "strong" | "高度相符";
    "strength.probable": "probable" | "较可能";
    "strength.possible": "possible" | "可能";
    "role.listed": "listed" | "被执行人";
    "role.legal_representative": "legal representative of a listed organisation" | "被执行单位的法定代表人";
    "role.person_in_charge": "person in charge of a listed organisation" | "被执行单位的主要负责人";
    "role.directly_responsible": "person directly responsible for a listed organisation's debt" | "影响债务履行的直接责任人员";
    "role.controller": "actual controller of a listed organisation" | "被执行单位的实际控制人";
    "role.unstated": "responsible for a listed organisation, in a part not told" | "被执行单位的责任人员（身份未载明）";
    "unknown": "not stated" | "未载明";

    // ---- the law
    "force.bar": "The measure: {title}. A statute bars {binds}. Basis: {basis}." | "措施：{title}。法律禁止，适用于{binds}。依据：{basis}。";
    "force.order": "The measure: {title}. The consumption order bars {binds}. Basis: {basis}." | "措施：{title}。属限制消费范围，适用于{binds}。依据：{basis}。";
    "force.restrict": "The measure: {title}. To be restricted according to law, for {binds}. Basis: {basis}." | "措施：{title}。依法限制，适用于{binds}。依据：{basis}。";
    "force.consider": "The measure: {title}. Being listed is to be considered with care, for {binds}; it bars nobody by itself. Basis: {basis}." | "措施：{title}。作为审慎性参考，适用于{binds}，不当然禁止。依据：{basis}。";
    "force.court": "The measure: {title}. Only a court's separate order restricts {binds}; this list does not decide it. Basis: {basis}." | "措施：{title}。须有人民法院的专门决定，适用于{binds}；本名单不能作为依据。依据：{basis}。";
    "force.other_list": "The measure: {title}. Another list decides for {binds}; this one does not. Basis: {basis}." | "措施：{title}。以另一名单为依据，适用于{binds}；本名单不能作为依据。依据：{basis}。";
    "force.supervise": "The measure: {title}. A task for supervision of {binds}. Basis: {basis}." | "措施：{title}。属监督管理安排，适用于{binds}。依据：{basis}。";
    "remark": "Note: {remark}." | "说明：{remark}。";
    "binds.both": "a listed person or organisation" | "被列入名单的自然人和单位";
    "binds.person": "a listed person" | "被列入名单的自然人";
    "binds.organisation": "a listed organisation" | "被列入名单的单位";
    "binds.nobody": "nobody listed themselves" | "（不适用于被执行人本人）";
    "binds.also": "{who}, and a listed organisation's {roles}" | "{who}，以及被列入名单单位的{roles}";
    "bound.legal_representative": "legal representative" | "法定代表人";
    "bound.person_in_charge": "person in charge" | "主要负责人";
    "bound.directly_responsible": "person directly responsible" | "影响债务履行的直接责任人员";
    "bound.unstated": "responsible person" | "相关责任人员";
    "bound.controller": "actual controller" | "实际控制人";
    "condition.assumed": "Assumed, because whoever asked stated it: {condition}." | "询问方已说明，并以此为前提：{condition}。";
    "condition.denied": "Stated not to hold: {condition}." | "询问方说明不具备：{condition}。";
    "condition.establish": "Yet to be established before anybody is stopped: {condition}." | "拦截之前尚待核实：{condition}。";

    // ---- relief and standing
    "clerk.relief.suppression": "Record {record} is somebody else's: line {line} of the relief file, signed by {signed_by} on {dated}, document {document}." | "记录{record}经核实并非本人：救济文件第{line}行，{signed_by}于{dated}签发，文书{document}。";
    "clerk.relief.withdrawal": "Record {record} is withdrawn ({cause}): line {line} of the relief file, signed by {signed_by} on {dated}, document {document}." | "记录{record}已撤出（{cause}）：救济文件第{line}行，{signed_by}于{dated}签发，文书{document}。";
    "clerk.relief.exemption": "Record {record} is lifted for this use ({cause}) until {to}: line {line} of the relief file, signed by {signed_by} on {dated}, document {document}." | "记录{record}对本事项已解除（{cause}），至{to}止：救济文件第{line}行，{signed_by}于{dated}签发，文书{document}。";
    "clerk.relief.dispute": "Record {record} is disputed, and stops nobody while it is: line {line} of the relief file, signed by {signed_by} on {dated}, document {document}." | "记录{record}有异议标注，标注期间不得自动拦截：救济文件第{line}行，{signed_by}于{dated}签发，文书{document}。";
    "clerk.relief.withdrawal.open": "Record {record} may be withdrawn ({cause}), and still counts: its id is hidden or another, or it does not say when it was published; compare it with line {line} of the relief file, signed by {signed_by} on {dated}, document {document}." | "记录{record}可能已撤出（{cause}），但其证件号码未完整公布或不同，或未载明公布日期，仍计入，请核对：救济文件第{line}行，{signed_by}于{dated}签发，文书{document}。";
    "clerk.relief.suppression.open": "Record {record} is marked as somebody else's, but lists the very document that was shown, and still counts: look again at line {line} of the relief file, signed by {signed_by} on {dated}, document {document}." | "记录{record}标注为并非本人，但所列证件与所示证件一致，仍计入，请复核：救济文件第{line}行，{signed_by}于{dated}签发，文书{document}。";
    "applicant.relief.withdrawal.open": "Record {record} may be withdrawn ({cause}); a person will look whether it is." | "记录{record}可能已撤出（{cause}），将由工作人员核实。";
    "applicant.relief.suppression.open": "Record {record} is marked as somebody else's, but lists the document that you showed; a person will look at it." | "记录{record}标注为并非您本人，但所列证件与您出示的证件一致，将由工作人员核实。";
    "applicant.relief.suppression": "Record {record} was found to be about somebody else, and does not count against you." | "记录{record}经核实并非您本人，不对您产生影响。";
    "applicant.relief.withdrawal": "Record {record} is withdrawn ({cause}), and does not count against you." | "记录{record}已撤出（{cause}），不再对您产生影响。";
    "applicant.relief.exemption": "Record {record} is lifted for this use ({cause}) until {to}, document {document}." | "记录{record}对本事项已解除（{cause}），至{to}止，文书{document}。";
    "applicant.relief.dispute": "Record {record} is disputed; a person decides while it is." | "记录{record}有异议标注，标注期间由工作人员处理。";
    "cause.deleted": "deleted" | "已删除";
    "cause.corrected": "corrected" | "已更正";
    "cause.revoked": "revoked" | "已撤销";
    "cause.repaired": "credit repaired" | "信用修复";
    "cause.necessity": "approved necessity" | "经批准的必需消费";
    "cause.own_money": "own money, privately spent" | "以个人财产因私消费";
    "cause.temporary_lifting": "lifted for a time" | "暂时解除";
    "hint.overdue": "Record {record}, published {published}, is more than {years} years old and listed only for reasons that have a term; ask the court whether it was prolonged." | "记录{record}公布于{published}，已逾{years}年，且仅因有期限的情形被列入，应向执行法院核实是否延长。";

    // ---- where the answer comes from, and what next
    "clerk.edition": "Answered for {day} from the edition of {as_of} ({digest}), under policy {policy}, relief {relief}." | "查询日期{day}，名单版本{as_of}（{digest}），规则{policy}，救济文件{relief}。";
    "applicant.edition": "Answered for {day} from the list as of {as_of}." | "查询日期{day}，名单截至{as_of}。";
    "none": "none" | "无";
    "clerk.next.add": "Ask the applicant for what is missing (a complete id that can be compared, a name) and ask again." | "请申请人补充缺少的信息（可比对的完整证件号码或姓名）后重新查询。";
    "clerk.next.look": "Compare the applicant's document with the evidence, hear them, and decide." | "请核对申请人证件与记录，听取其陈述后作出处理。";
    "applicant.next.add": "You can settle it by showing a complete identity document." | "您可出示完整有效的身份证件以便核实。";
    "part.applicant": "The applicant" | "申请人";
    "part.head": "— {who} —" | "—— {who} ——";
    "part.says": "{who}: {because}" | "{who}：{because}";

    // ---- how to contest it: 法释〔2017〕7号, Articles 11 and 12; PIPL 24
    "recourse": "To contest: ask the enforcing court in writing to correct or delete the entry (it examines within 15 days and, where \
        right, corrects within 3 working days); against a refusal apply to the higher court for review within 10 days (it \
        decides within 15); meanwhile the entry stands. If you are not the person listed, show your id document to the office that stopped you and ask \
        for a human decision (PIPL Article 24)." |
        "救济途径：可向执行法院书面申请纠正或删除（法院自收到之日起15日内审查，理由成立的3个工作日内纠正）；\
        对驳回决定不服的，可自收到决定书之日起10日内向上一级法院申请复议（15日内作出决定）；复议期间不停止执行。\
        非本人的，请向作出拦截的单位出示身份证件并要求人工处理（个人信息保护法第二十四条）。";
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Language;
    use super::WORDS;
    use super::say;
    use super::template;

    fn gaps(template: &str) -> BTreeSet<&str> {
        template.split('{').skip(1).map(|rest| rest.split('}').next().unwrap()).collect()
    }

    #[test]
    fn both_languages_say_the_same_things() {
        let mut codes = BTreeSet::new();
        for it in WORDS {
            assert!(codes.insert(it.code), "{} is there twice", it.code);
            assert!(!it.english.is_empty() && !it.chinese.is_empty(), "{}", it.code);
            assert_eq!(gaps(it.english), gaps(it.chinese), "{}", it.code);
            let is_han = |sign: char| ('\u{4E00}'..='\u{9FFF}').contains(&sign);
            assert!(!it.english.contains(is_han), "{}: English", it.code);
            let frame = it.chinese.starts_with('{') || it.code.starts_with("part.");
            assert!(frame || it.chinese.contains(is_han), "{}: Chinese", it.code);
            let has_end = |text: &str| text.ends_with(['.', '。']);
            assert_eq!(
                has_end(it.english),
                has_end(it.chinese),
                "{}: a sentence in both or a clause in both",
                it.code
            );
        }
    }

    #[test]
    fn every_code_of_a_verdict_has_words() {
        use crate::policy::Force;
        use crate::policy::Ground;
        use crate::policy::Outcome;
        use crate::policy::Strength;
        use crate::policy::relief::Cause;
        use crate::policy::relief::ExemptionKind;
        use crate::record::Role;
        let grounds = Ground::ALL.iter().map(|it| format!("ground.{}", it.as_code()));
        let forces = Force::ALL.iter().map(|it| format!("force.{}", it.as_code()));
        let roles = Role::ALL.iter().map(|it| format!("role.{}", it.as_code()));
        let bound = Role::ALL.iter().skip(1).map(|it| format!("bound.{}", it.as_code()));
        let causes = Cause::ALL.iter().map(|it| format!("cause.{}", it.as_code()));
        let kinds = ExemptionKind::ALL.iter().map(|it| format!("cause.{}", it.as_code()));
        let strengths = [Strength::Possible, Strength::Probable, Strength::Strong, Strength::Confirmed];
        let strengths = strengths.iter().map(|it| format!("strength.{}", it.as_code()));
        let reliefs =
            ["suppression", "suppression.open", "withdrawal", "withdrawal.open", "exemption", "dispute"];
        let outcomes = [Outcome::Clear, Outcome::Refer, Outcome::Block];
        let heads = outcomes
            .iter()
            .flat_map(|it| ["clerk", "applicant"].map(|to| format!("{to}.head.{}", it.as_code())));
        let reliefs = reliefs
            .iter()
            .flat_map(|it| ["clerk.relief", "applicant.relief", "clause"].map(|to| format!("{to}.{it}")));
        let codes = grounds.chain(forces).chain(roles).chain(bound).chain(causes).chain(kinds);
        for code in codes.chain(strengths).chain(heads).chain(reliefs) {
            assert!(template(&code, Language::English).is_some(), "{code} has no words");
        }
    }

    #[test]
    fn every_observation_has_words() {
        use crate::id::Field;
        use crate::name::Step;
        use crate::policy::Reason;
        use crate::record::Role;
        let steps = Step::ALL.map(Reason::NameAlike);
        let fields = [
            Field::Region,
            Field::BirthYear,
            Field::BirthDay,
            Field::Sequence,
            Field::Check,
            Field::OrganisationCode,
            Field::Number,
        ];
        let slips =
            fields.iter().flat_map(|at| [true, false].map(|swapped| Reason::IdSlip { at: *at, swapped }));
        let roles = Role::ALL.iter().skip(1).map(|role| Reason::AnswersFor(*role));
        let plain = [
            Reason::IdEqual,
            Reason::IdVisibleAgrees { shown: 14 },
            Reason::GroupCharactersOnly,
            Reason::NeverIssued,
            Reason::DocumentContradicts,
            Reason::RecordIdDoubtful,
            Reason::Minor,
            Reason::BornLater,
            Reason::OrganisationCodeOnly,
            Reason::CheckHolds,
            Reason::CheckFails,
            Reason::NameSame,
            Reason::NameUnlike,
            Reason::NameNotComparable,
            Reason::ApplicantNameMissing,
            Reason::RecordNameMissing,
            Reason::ApplicantIdMissing,
            Reason::RecordIdMissing,
            Reason::ApplicantIdDoubtful,
            Reason::OtherDocument,
            Reason::SexDiffers,
        ];
        let mut codes = BTreeSet::new();
        for reason in steps.into_iter().chain(slips).chain(roles).chain(plain) {
            codes.insert(reason.as_code());
            for language in Language::ALL {
                let words = reason.words(language);
                let is_told = !words.contains(['{', '_']) && !words.starts_with("reason.");
                assert!(is_told && !words.contains("step."), "{reason:?}: {words}");
            }
        }
        let source = include_str!("reason.rs")
            .split("fn as_code")
            .nth(1)
            .unwrap()
            .split("    }\n    }")
            .next()
            .unwrap();
        let all: BTreeSet<&str> =
            source.split("=> \"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        assert_eq!(codes, all, "every observation is here, and has its words in the table");
    }

    #[test]
    fn gaps_are_filled_and_what_is_not_filled_shows() {
        let said =
            say("compared.record", Language::English, &[("record", "{7}"), ("case", "(2019)示0101执1号")]);
        assert_eq!(said, "Record {7}: case (2019)示0101执1号, {court}, published {published}.");
        assert_eq!(say("no.such.code", Language::Chinese, &[]), "no.such.code");
    }
}
