import type { TargetKind } from '#processes/foundation/deliveries/target'
import { createFileDrop } from './file_drop.js'
import { createFrontDatabase } from './front_database.js'
import { httpJson } from './http_json.js'
import { soap } from './soap.js'

export interface GenericTargets {
  kinds: readonly TargetKind[]
  close(): Promise<void>
}

/** Targets that are set by data alone. `isAllowed` = whether the operator lets deliveries go there. */
export function createGenericTargets(isAllowed: (url: URL) => boolean): GenericTargets {
  const database = createFrontDatabase(isAllowed)
  return { kinds: [httpJson, soap, database.kind, createFileDrop(isAllowed)], close: database.close }
}
