import { schemaOf } from '../interface/datasets.js'
import { fault, type Fault } from '../interface/faults.js'
import type { Dataset } from '../interface/field.js'
import { isMembers } from './check_fields.js'

export interface Message {
  messageId: string
  version: string
  data: Readonly<Record<string, unknown>>
}

const MEMBERS = ['messageId', 'dataset', 'schema', 'version', 'data']

/** The message of an envelope for this data set, or why it is none. */
export function checkEnvelope(envelope: unknown, dataset: Dataset, endedVersions: readonly string[]): Message | Fault {
  if (!isMembers(envelope)) return fault('1012')
  const missing = MEMBERS.find((name) => envelope[name] === undefined)
  if (missing !== undefined) return fault('2001', missing, missing)
  const { messageId, version, data } = envelope
  if (isDrill(envelope)) return fault('3020')
  const unknown = Object.keys(envelope).find((name) => !MEMBERS.includes(name))
  if (unknown !== undefined) return fault('2002', unknown, unknown)
  if (typeof messageId !== 'string' || !/^[A-Za-z0-9.:_-]{1,64}$/.test(messageId)) return fault('2003', '', 'messageId')
  if (envelope.dataset !== dataset.name) return fault('2004', String(envelope.dataset), 'dataset')
  if (envelope.schema !== schemaOf(dataset)) return fault('2005', String(envelope.schema), 'schema')
  if (typeof version !== 'string' || !Object.hasOwn(dataset.versions, version) || endedVersions.includes(`${schemaOf(dataset)}/${version}`)) return fault('2006', String(version), 'version')
  return isMembers(data) ? { messageId, version, data } : fault('2007', '', 'data')
}

const DRILL_MARK = '【演练】'

/** Whether anything in it says that it is a drill. */
function isDrill(value: unknown): boolean {
  if (typeof value === 'string') return value.includes(DRILL_MARK)
  if (Array.isArray(value)) return value.some(isDrill)
  return isMembers(value) && Object.entries(value).some(([name, member]) => name === 'drill' || isDrill(member))
}

export const isFault = (value: object): value is Fault => 'code' in value && 'reason' in value
