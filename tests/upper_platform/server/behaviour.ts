import { createHash } from 'node:crypto'

/** What the receiver does wrong, and whether the message was taken all the same. */
export const MODES = {
  'ok': { isTaken: true, zh: '正常' },
  'late': { isTaken: true, zh: '迟答' },
  'error-500': { isTaken: false, zh: '答 500' },
  'error-500-after': { isTaken: true, zh: '收下后答 500' },
  'busy': { isTaken: false, zh: '答 503 和 Retry-After' },
  'limited': { isTaken: false, zh: '答 429 和 Retry-After' },
  'garbage': { isTaken: false, zh: '答 200 和乱码' },
  'empty': { isTaken: true, zh: '收下后答空内容' },
  'false-zero': { isTaken: false, zh: 'code 为 0 而 success 为 false' },
  'html': { isTaken: false, zh: '答 200 和 HTML 错误页' },
  'wrong-type': { isTaken: true, zh: '收下，内容类型答错' },
  'cut': { isTaken: true, zh: '收下，答复传到一半断开' },
  'hang': { isTaken: false, zh: '不收也不答' },
  'hang-after': { isTaken: true, zh: '收下，不答' },
  'reset': { isTaken: false, zh: '不收，断开连接' },
  'reset-after': { isTaken: true, zh: '收下，断开连接' },
} as const satisfies Record<string, { isTaken: boolean; zh: string }>
export type Mode = keyof typeof MODES
export const isMode = (text: string): text is Mode => Object.hasOwn(MODES, text)

/**
 * One rule: the next `times` messages (absent = all) of a platform and data set (absent = any) are treated like this; `ms` for late. Questions are
 * treated by rules that name `receipts` or `ledger`.
 */
export interface BehaviourRule {
  platform?: string
  dataset?: string
  mode: Mode
  ms?: number
  times?: number
}

/**
 * A mix by chance that replays: what happens to the nth arrival of a message depends on the seed, its id and n alone, whatever the order. After
 * `most` arrivals it is treated well, so that everything gets through in the end.
 */
export interface BehaviourMix {
  seed: number
  /** Share of each mode, of 1; what is left is ok. */
  shares: Partial<Record<Mode, number>>
  most: number
  ms?: number
}

export interface Behaviour {
  rules: BehaviourRule[]
  mix: BehaviourMix | null
}

export interface Treatment {
  mode: Mode
  ms: number
}

const LATE_MS = 2_000

/** A number in [0, 1) made of these words. */
export const chanceOf = (...words: (string | number)[]): number => createHash('sha256').update(words.join('\n')).digest().readUInt32BE(0) / 2 ** 32

/** How this arrival is treated; a rule with `times` counts it. */
export function treatmentOf(behaviour: Behaviour, message: { platform: string; dataset: string; messageId: string }, arrival: number): Treatment {
  const rule = behaviour.rules.find(({ platform, dataset, times }) => (platform ?? message.platform) === message.platform && (dataset ?? message.dataset) === message.dataset && times !== 0)
  if (rule !== undefined) return follow(rule)
  const { mix } = behaviour
  if (mix === null || arrival > mix.most) return { mode: 'ok', ms: 0 }
  let left = chanceOf(mix.seed, message.messageId, arrival)
  for (const [mode, share] of Object.entries(mix.shares) as [Mode, number][]) {
    if (left < share) return { mode, ms: mix.ms ?? LATE_MS }
    left -= share
  }
  return { mode: 'ok', ms: 0 }
}

/** How a question is treated. */
export function questionTreatment({ rules }: Behaviour, question: { platform: string; name: string }): Treatment {
  const rule = rules.find(({ platform, dataset, times }) => (platform ?? question.platform) === question.platform && dataset === question.name && times !== 0)
  return rule === undefined ? { mode: 'ok', ms: 0 } : follow(rule)
}

function follow(rule: BehaviourRule): Treatment {
  if (rule.times !== undefined) rule.times -= 1
  return { mode: rule.mode, ms: rule.ms ?? LATE_MS }
}
