import type { FoundDecision } from '#engine/kernel/step_context'

import { usualWarning, type Limit } from '../clocks/limit.js'

/** What a card can be about: a limit (承诺, 法定, 环节), or something that happens at once. */
export type Watched = 'promised' | 'legal' | 'task' | 'silence' | 'supplement' | 'reasons'

/** 监察规则: one rung of the ladder, a row of the decision table `supervision_cards`. */
export interface CardRule {
  /** 监察规则编号. */
  code: string
  colour: 'yellow' | 'red'
  /** When it falls: as little is left as the light's amber says, the limit has passed, or at once. */
  at: 'warning' | 'limit' | 'once'
  /** 督办: the department's head has to answer within so many working days; null = a card alone. */
  answerDays: number | null
  /** What happened, in Chinese. */
  words: string
}

/** The county's rules of supervision, compiled. */
export interface CardRules {
  rulesFor(subject: 'case' | 'item', watched: Watched): readonly CardRule[]
  /** How much of a limit is left when its light turns amber. */
  warningOf(limit: Pick<Limit, 'amount' | 'unit'>): number
}

/** No cards at all: a county that has published no rules. */
export const NO_CARDS: CardRules = { rulesFor: () => [], warningOf: usualWarning }

export const CARDS_DECISION = 'supervision_cards'
export const WARNING_DECISION = 'supervision_warning'

/** A decision, wherever it comes from. */
type Decision = Pick<FoundDecision, 'evaluate'>

/** Rules as the decisions of a package say them; each question is evaluated once. Rows that make no sense are left out. */
export function createCardRules(decisionNamed: (id: string) => Decision | null): CardRules {
  const cards = decisionNamed(CARDS_DECISION)
  const warning = decisionNamed(WARNING_DECISION)
  if (cards === null) return NO_CARDS
  const known = new Map<string, readonly CardRule[]>()
  return {
    rulesFor(subject, watched) {
      const key = `${subject}/${watched}`
      const rules = known.get(key) ?? rowsOf(cards, { subject, watched }).flatMap(readRule)
      known.set(key, rules)
      return rules
    },
    warningOf(limit) {
      const outcome = warning?.evaluate((name) => ({ ...limit })[name as 'amount' | 'unit'], 0)
      return outcome?.ok && typeof outcome.value === 'number' && outcome.value >= 0 ? outcome.value : usualWarning(limit)
    },
  }
}

function rowsOf(decision: Decision, inputs: Readonly<Record<string, unknown>>): readonly Readonly<Record<string, unknown>>[] {
  const outcome = decision.evaluate((name) => (Object.hasOwn(inputs, name) ? inputs[name] : undefined), 0)
  return outcome.ok ? outcome.rows : []
}

function readRule({ code, colour, at, answerDays, words }: Readonly<Record<string, unknown>>): CardRule[] {
  const isSound = typeof code === 'string' && (colour === 'yellow' || colour === 'red') && (at === 'warning' || at === 'limit' || at === 'once')
  if (!isSound) return []
  return [{ code, colour, at, answerDays: typeof answerDays === 'number' && answerDays > 0 ? answerDays : null, words: typeof words === 'string' ? words : '' }]
}
