/**
 * One line of the truth table: a domain, what it is, how it is built (model.mjs), and what a report must say of it.
 *
 * `expect.grade` is the letter, a range ('D..F': best and worst that it can still be) or the kind of verdict
 * ('could-not-test', 'no-mail-by-design', 'no-mail-service'); a list means any of these.
 * `expect.has` and `expect.lacks` are codes of findings. `built.ask` is what one types, if not the name.
 * `expect.says` are words that a finding must have, by its code, and `expect.pastes` lines that it must offer to paste;
 * `expect.provider` are the names of the providers that are recognised, or null for none.
 *
 * `further` are other ways of asking about the same domain, each with `asked`, the words on the command line, and what
 * is to be expected then; the grade is the same unless they say otherwise.
 */
export const row = (name, about, built, expect, ...further) => ({ name, about, ...built, expect, further });

/**
 * With a deep look, these findings are there, and those are not; nor was it cut short, unless that is one of them. What it
 * adds separates no two grades (design.md).
 */
export function deep(has, lacks = []) {
  return { asked: ['--deep'], has, lacks: has.includes(CUT_SHORT) ? lacks : [CUT_SHORT, ...lacks] };
}

const CUT_SHORT = 'deep-look-cut-short';
