/**
 * Where a line of Chinese text may end: 避头尾 (GB/T 15834—2011 §5.1: no closing mark at the start of a line, no opening mark
 * at its end, dash and ellipsis in one piece), and words and numbers in one piece.
 */
export type CharacterClass = 'ideograph' | 'open' | 'close' | 'word' | 'space' | 'joined'

const NEVER_FIRST = new Set('，。、；：？！）》〉」』】〕〗〞’”…—·％‰℃℉°㎡㎏々〜～ー!),.:;?]}%～﹚﹜')
const NEVER_LAST = new Set('（《〈「『【〔〖〝‘“([{￥¥＄$£№〝＃')
const OPEN_FULL_WIDTH = new Set('（《〈「『【〔〖〝‘“')
const CLOSE_FULL_WIDTH = new Set('，。、；：）》〉」』】〕〗〞’”')
const UNBROKEN_PAIRS = new Set(['—', '…', '─'])
const WORD = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Arabic}\p{Script=Hebrew}\p{Nd}\x21-\x7e\u00a1-\u00ff]/u
const MARK = /\p{M}/u
const FULL_WIDTH = /[\uff00-\uff60\u3000-\u303f]/u
/** Characters after which a word too long for a line is broken rather than anywhere. */
const WORD_JOINTS = new Set('/?&=-_.,:;@+')

export function classOf(character: string): CharacterClass {
  if (character === ' ' || character === '\t') return 'space'
  if (MARK.test(character)) return 'joined'
  if (OPEN_FULL_WIDTH.has(character)) return 'open'
  if (CLOSE_FULL_WIDTH.has(character)) return 'close'
  if (!FULL_WIDTH.test(character) && WORD.test(character)) return 'word'
  return 'ideograph'
}

/** Whether the character is a closing mark with ink in the left half of its square only. */
export function isFullWidthClose(character: string): boolean {
  return CLOSE_FULL_WIDTH.has(character)
}

/** Whether a line may end after `before` when `after` follows it in the same paragraph. */
export function mayBreakBetween(before: string, after: string): boolean {
  const classBefore = classOf(before)
  const classAfter = classOf(after)
  if (classAfter === 'space' || classAfter === 'joined') return false
  if (classBefore === 'space') return true
  if (classBefore === 'word' && classAfter === 'word') return false
  if (before === after && UNBROKEN_PAIRS.has(before)) return false
  if (NEVER_FIRST.has(after) || NEVER_LAST.has(before)) return false
  return !(before === '〕' && classAfter === 'word')
}

/** Whether a word that is longer than a line is best broken after this character. */
export function isWordJoint(character: string): boolean {
  return WORD_JOINTS.has(character)
}

/**
 * The part of its width that a mark keeps beside its neighbour: of two marks in a row the blank half of one is taken out,
 * so that 》（ does not leave a hole of a whole character.
 */
export function squeezeFactor(character: string, next: string | undefined): number {
  if (next === undefined || !CLOSE_FULL_WIDTH.has(character)) return 1
  return CLOSE_FULL_WIDTH.has(next) || OPEN_FULL_WIDTH.has(next) ? 0.5 : 1
}
