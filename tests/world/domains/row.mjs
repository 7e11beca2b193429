/**
 * One line of the truth table: a domain, what it is, how it is built (model.mjs), and what a report must say of it.
 *
 * `expect.grade` is the letter, a range ('D..F': best and worst that it can still be) or the kind of verdict
 * ('could-not-test', 'no-mail-by-design', 'no-mail-service'); a list means any of these.
 * `expect.has` and `expect.lacks` are codes of findings. `built.ask` is what one types, if not the name.
 */
export const row = (name, about, built, expect) => ({ name, about, ...built, expect });
