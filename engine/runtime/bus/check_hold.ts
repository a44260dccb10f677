import type { Rejection } from '#engine/kernel/rejection'
import type { JobHold } from '../command_envelope.js'
import type { JobHolder } from '../ports/command_store.js'

const LOST: Rejection = {
  code: 'CONFLICT',
  message: '这项工作的锁定已到期并由别的工作者取走，或已经放回，结果没有采用。请丢弃本次结果，重新领取。',
}

/**
 * Null while the holder's claim is the job's last one: a lock that ran out does no harm as long as nobody has taken the job since. A
 * job that is gone is left to the kernel, which says so.
 */
export const checkHold = (hold: JobHold, holder: JobHolder | undefined): Rejection | null => {
  if (!holder) return null
  return holder.owner === hold.owner && (hold.fence === null || hold.fence === holder.fence) ? null : LOST
}
