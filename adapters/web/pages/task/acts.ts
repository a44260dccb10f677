import type { TaskDetail } from '../api/types.js'

export type AllowedAct = TaskDetail['allowedActions'][number]

/** Acts beside 办理 that ask something first, in the order of the action bar. */
export const DIALOG_ACTS = ['resolve', 'return', 'add-signers', 'remove-signers', 'transfer', 'delegate', 'copy', 'urge', 'withdraw'] as const
export type DialogAct = (typeof DIALOG_ACTS)[number]

/** All of the action bar: those without a question are done at once. */
export const BAR_ACTS = [...DIALOG_ACTS, 'release'] as const
export type BarAct = (typeof BAR_ACTS)[number]

/** What a dialog asks for, beside the opinion. */
export const ASKS: Readonly<Record<DialogAct, 'person' | 'people' | 'signers' | 'removal' | 'target' | 'nothing'>> = {
  resolve: 'nothing', return: 'target', 'add-signers': 'signers', 'remove-signers': 'removal', transfer: 'person', delegate: 'person',
  copy: 'people', urge: 'nothing', withdraw: 'nothing',
}

/** Acts that take work away from somebody or bring it to others: told before they are confirmed. */
export const TOLD_AHEAD: ReadonlySet<DialogAct> = new Set<DialogAct>(['return', 'add-signers', 'remove-signers', 'withdraw'])

/** Acts after which the task is no longer the clerk's: the page goes on to the next. */
export const LEAVES: ReadonlySet<DialogAct> = new Set<DialogAct>(['resolve', 'return', 'transfer', 'delegate'])

const MOST_BUTTONS = 3

/** What stands as a button and what goes into the menu: never a bar of ten buttons. */
export function arrangeActs(allowed: readonly AllowedAct[]): { buttons: BarAct[]; menu: BarAct[] } {
  const acts = BAR_ACTS.filter((act) => allowed.includes(act))
  const shown = acts.length <= MOST_BUTTONS ? acts.length : MOST_BUTTONS - 1
  return { buttons: acts.slice(0, shown), menu: acts.slice(shown) }
}
