import type { UserTaskInformation } from '#engine/model/executable_process'
import { sentences } from './sentences/sentences.js'

/** An outcome as the node calls it: a word of its package, the same in every language. */
export const outcomeLabel = (node: UserTaskInformation | undefined, outcome: string | null): string | null =>
  outcome === null ? null : (node?.outcomes.find((one) => one.value === outcome)?.label ?? outcome)

const SIGNED = ['agree', 'disagree'] as const

/** What a signer (加签) can say. */
export const signOutcomes = (): { value: string; label: string }[] => SIGNED.map((value) => ({ value, label: signLabel(value) ?? value }))

export const signLabel = (outcome: string | null): string | null => (outcome === null ? null : (sentences().signed[outcome] ?? outcome))
