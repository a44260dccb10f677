import type { InstanceDetail } from '../api/types.js'

/** What may be done with a 办件 as a whole, each in a dialog, in the order of the buttons. */
export const INSTANCE_ACTS = ['copy', 'move', 'suspend', 'resume', 'wake', 'withdraw', 'void', 'cancel'] as const
export type InstanceAct = (typeof INSTANCE_ACTS)[number]

/** What cannot be taken back. */
export const DANGEROUS: ReadonlySet<InstanceAct> = new Set<InstanceAct>(['withdraw', 'cancel', 'void'])

export const actsOf = (instance: Pick<InstanceDetail, 'allowedActions'>): InstanceAct[] => INSTANCE_ACTS.filter((act) => instance.allowedActions.includes(act))
