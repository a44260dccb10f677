import type { UserTaskInformation } from '#engine/model/executable_process'

/** An outcome as the node calls it. */
export const outcomeLabel = (node: UserTaskInformation | undefined, outcome: string | null): string | null =>
  outcome === null ? null : (node?.outcomes.find((one) => one.value === outcome)?.label ?? outcome)

/** What a signer (加签) can say. */
export const SIGN_OUTCOMES = [
  { value: 'agree', label: '同意' },
  { value: 'disagree', label: '不同意' },
] as const

export const signLabel = (outcome: string | null): string | null => SIGN_OUTCOMES.find((one) => one.value === outcome)?.label ?? outcome
