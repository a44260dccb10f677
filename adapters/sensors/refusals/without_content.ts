const LONGEST = 300
/** What a sender may have put between the quotes of our sentence and that can be somebody's name or number. */
const QUOTED = /“([^“”]*)”/g
const PLAIN_NAME = /^[A-Za-z][A-Za-z0-9_./-]{0,79}$/
/** Numbers of phones, cards and accounts. */
const LONG_NUMBER = /\d{7,}[\dXx]*/g

/** The sentence of a refusal without what the sender wrote: names of fields and devices stay, anything else that it quotes goes. */
export const withoutContent = (sentence: string): string =>
  sentence.replace(QUOTED, (whole, text: string) => (PLAIN_NAME.test(text) ? whole : '“…”')).replace(LONG_NUMBER, '…').slice(0, LONGEST)
