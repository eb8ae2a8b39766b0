//! Where in a file does each mutant stand, and what would stand there?

use std::error::Error;
use std::ops::Range;

use syn::spanned::Spanned;
use syn::visit::Visit;

use super::mutant::Mutant;
use super::text::Choice;
use super::text::Sites;

pub fn of(source: &str, mutants: &[(usize, &Mutant)]) -> Result<Sites, Box<dyn Error>> {
    let file = syn::parse_file(source)?;
    let mut finder = Finder { source, mutants, sites: Sites::default() };
    for (number, mutant) in mutants {
        let (start, end) = (mutant.span.start.offset(source), mutant.span.end.offset(source));
        let (Some(start), Some(end)) = (start, end) else { continue };
        match mutant.genre.as_str() {
            "FnValue" => finder.sites.returns.push(Choice { range: start..start, number: *number, text: mutant.replacement.clone() }),
            "MatchArmGuard" => finder.choose(*number, start..end, mutant.replacement.clone()),
            _ => {}
        }
    }
    finder.visit_file(&file);
    Ok(finder.sites)
}

struct Finder<'a> {
    source: &'a str,
    mutants: &'a [(usize, &'a Mutant)],
    sites: Sites,
}

impl Finder<'_> {
    fn choose(&mut self, number: usize, range: Range<usize>, text: String) {
        self.sites.choices.push(Choice { range, number, text });
    }

    fn text(&self, of: &impl Spanned) -> &str {
        &self.source[of.span().byte_range()]
    }

    fn at(&self, genre: &str, start: proc_macro2::LineColumn) -> Vec<(usize, String)> {
        let stands = |mutant: &Mutant| mutant.genre == genre && mutant.span.start.is(start);
        self.mutants
            .iter()
            .filter(|(_, mutant)| stands(mutant))
            .map(|(number, mutant)| (*number, mutant.replacement.clone()))
            .collect()
    }

    /// A function whose body has a mutant cannot be run by the compiler.
    fn drop_const(&mut self, signature: &syn::Signature, body: &syn::Block) {
        let lines = body.span().start().line..=body.span().end().line;
        let Some(token) = &signature.constness else { return };
        if self.mutants.iter().any(|(_, mutant)| lines.contains(&mutant.span.start.line)) {
            self.sites.dropped.push(token.span().byte_range());
        }
    }
}

impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.drop_const(&item.sig, &item.block);
        syn::visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.drop_const(&item.sig, &item.block);
        syn::visit::visit_impl_item_fn(self, item);
    }

    fn visit_expr_binary(&mut self, binary: &'ast syn::ExprBinary) {
        if !has_let(&binary.left) && !has_let(&binary.right) {
            for (number, operator) in self.at("BinaryOperator", binary.op.span().start()) {
                let text = format!("({}) {operator} ({})", self.text(&binary.left), self.text(&binary.right));
                self.choose(number, binary.span().byte_range(), text);
            }
        }
        syn::visit::visit_expr_binary(self, binary);
    }

    fn visit_expr_unary(&mut self, unary: &'ast syn::ExprUnary) {
        for (number, _) in self.at("UnaryOperator", unary.op.span().start()) {
            let text = format!("({})", self.text(&unary.expr));
            self.choose(number, unary.span().byte_range(), text);
        }
        syn::visit::visit_expr_unary(self, unary);
    }

    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        for (number, _) in self.at("MatchArm", arm.span().start()) {
            let after = arm.pat.span().byte_range().end;
            match &arm.guard {
                None => self.sites.arms.push(Choice { range: after..after, number, text: " if ".into() }),
                Some((_, guard)) => {
                    let guard = guard.span().byte_range();
                    self.sites.arms.push(Choice { range: guard.start..guard.start, number, text: "(".into() });
                    self.sites.closings.push(guard.end);
                }
            }
        }
        syn::visit::visit_arm(self, arm);
    }
}

fn has_let(expression: &syn::Expr) -> bool {
    match expression {
        syn::Expr::Let(_) => true,
        syn::Expr::Binary(binary) => has_let(&binary.left) || has_let(&binary.right),
        _ => false,
    }
}
