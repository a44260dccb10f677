import type { UserId } from '#engine/model/principal'

/** Begins one activity of an ad-hoc sub-process. `subProcessId`: its element id, or the id of one of its running instances. */
export interface ActivateAdHoc {
  type: 'ActivateAdHoc'
  subProcessId: string
  elementId: string
  /** null = the system. */
  by: UserId | null
}

/** Ends an ad-hoc sub-process in which nothing runs any more. */
export interface CompleteAdHoc {
  type: 'CompleteAdHoc'
  subProcessId: string
  by: UserId | null
}

export type AdHocCommand = ActivateAdHoc | CompleteAdHoc

/** The completion condition of an ad-hoc sub-process has become true; it ends with the last activity that still runs. */
export interface AdHocClosing {
  type: 'AdHocClosing'
  elementInstanceId: string
  elementId: string
}
