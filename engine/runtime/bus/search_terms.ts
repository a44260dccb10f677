/** What people search an instance by. */
export interface SearchText {
  title: string | null
  number: string | null
  applicant: string | null
  caseDueAtMs: number | null
  caseAmberAtMs: number | null
}

const HAN_RUN = /\p{Script=Han}+/gu
const WORD = /[\p{L}\p{N}][\p{L}\p{N}\-_/〔〕[\]().]*/gu
/** Terms of one instance; titles are short. */
const MAXIMUM_TERMS = 64
const TERM_LENGTH = 64

const hanTerms = (run: string): string[] => {
  const characters = [...run]
  return characters.map((character, index) => character + (characters[index + 1] ?? ''))
}

/**
 * Index terms of a text: Chinese runs as overlapping pairs (the last character alone), other words whole and in lower case.
 * Looking a pair or the beginning of a word up in an ordered index needs no full-text engine on either database.
 */
export const searchTerms = (...texts: readonly (string | null)[]): string[] => {
  const terms = new Set<string>()
  for (const text of texts) {
    if (!text) continue
    const lower = text.normalize('NFKC').toLowerCase()
    for (const [run] of lower.matchAll(HAN_RUN)) for (const term of hanTerms(run)) terms.add(term)
    for (const [word] of lower.replace(HAN_RUN, ' ').matchAll(WORD)) terms.add(word.slice(0, TERM_LENGTH))
  }
  return [...terms].slice(0, MAXIMUM_TERMS)
}

/** One condition of a query: rows having a term that equals, or begins with, the text. */
export interface TermCondition {
  term: string
  isPrefix: boolean
}

/** What a search text asks for: every condition must hold. Chinese pairs match whole, a single character and other words as a beginning. */
export const searchConditions = (query: string): TermCondition[] => {
  const lower = query.normalize('NFKC').toLowerCase().slice(0, 200)
  const conditions = new Map<string, TermCondition>()
  for (const part of lower.split(/\s+/)) {
    for (const [run] of part.matchAll(HAN_RUN)) {
      const characters = [...run]
      if (characters.length === 1) conditions.set(run, { term: run, isPrefix: true })
      for (let index = 0; index + 1 < characters.length; index += 1) {
        const term = characters[index] + characters[index + 1]
        conditions.set(term, { term, isPrefix: false })
      }
    }
    for (const [word] of part.replace(HAN_RUN, ' ').matchAll(WORD)) conditions.set(word, { term: word.slice(0, TERM_LENGTH), isPrefix: true })
  }
  return [...conditions.values()].slice(0, 16)
}
