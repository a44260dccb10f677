import { attachmentReferences } from '#engine/runtime/bus/attachment_references'
import type { InstanceRow } from '#engine/runtime/ports/rows'
import type { VisibleData } from './visible_data.js'

/** Ids of the attachments that the values name which this reader may see, those of running scopes (会签, subprocesses) included. */
export function visibleAttachments(instance: Pick<InstanceRow, 'data' | 'tokens'>, visible: Pick<VisibleData, 'filter'>): ReadonlySet<string> {
  const scopes = [instance.data, ...instance.tokens.active.map((activation) => activation.variables ?? {})]
  return attachmentReferences(scopes.map((values) => visible.filter(values)))
}

/** Whether an attachment of this instance is for this reader: what a hidden field names is not; what nothing names any more is for whoever sees everything. */
export const attachmentGate = (instance: Pick<InstanceRow, 'data' | 'tokens'>, visible: VisibleData): ((id: string) => boolean) => {
  const named = visibleAttachments(instance, visible)
  return (id) => visible.isWhole || named.has(id)
}
