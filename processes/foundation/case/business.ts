import type { StepRecord } from '#engine/runtime/participant'

import type { CountyCalendar } from '../calendar/create_calendar.js'
import { parseLifecycles, type Lifecycle } from '../lifecycle/lifecycle.js'
import type { PointRules } from '../events/point_rules.js'
import type { Manifest } from '../manifest/manifest.js'
import { parseManifest } from '../manifest/parse_manifest.js'
import type { CardRules } from '../supervision/card_rules.js'
import type { FactTarget } from '../deliveries/target.js'
import type { CountyDirectory } from '../organisation/create_directory.js'

/** A package as the participant works with it. */
export interface Business {
  manifest: Manifest
  lifecycles: ReadonlyMap<string, Lifecycle>
}

/** What a reaction may ask of the county; synchronous look-ups over what is loaded. */
export interface County {
  directory: CountyDirectory
  calendar: CountyCalendar
  /** Rules of supervision in force; absent = none, no cards. */
  cardRules?: CardRules
  /** Table of 积分 in force; absent = none, no points. */
  pointRules?: PointRules
  /** Name of this server process, owner of its number blocks. */
  node: string
  /** Keyed hash under which the register of materials knows an applicant by his number. Absent = no register is kept. */
  holderOf?: (idNumber: string) => string
  /** Systems above that are told what becomes true; absent or empty = none is. */
  targets?: readonly FactTarget[]
  /** Longest term of a 帮代办 mandate, in days. Absent = a year. */
  longestMandateDays?: number
}

export type FoundBusiness = { kind: 'business'; business: Business } | { kind: 'none' } | { kind: 'broken'; message: string }

/** Answers which business a step belongs to; a package is parsed once. */
export function createBusinessLookup(): (step: StepRecord) => FoundBusiness {
  const byPackage = new Map<string, FoundBusiness>()
  return (step) => {
    const known = byPackage.get(step.packageId)
    if (known !== undefined) return known
    const found = readBusiness(step.resource)
    byPackage.set(step.packageId, found)
    return found
  }
}

/** Parses `manifest.json` and `lifecycle.json` of a package; without a manifest it is no business of the foundation. */
export function readBusiness(resource: (name: string) => string | null): FoundBusiness {
  const manifestText = resource('manifest.json')
  if (manifestText === null) return { kind: 'none' }
  const parsed = parseManifest(manifestText)
  if (!parsed.ok) return { kind: 'broken', message: `manifest.json：${parsed.problems[0]!.message}` }
  const lifecycleText = resource('lifecycle.json')
  if (lifecycleText === null) {
    return parsed.manifest.case === null
      ? { kind: 'business', business: { manifest: parsed.manifest, lifecycles: new Map() } }
      : { kind: 'broken', message: '业务包缺少 lifecycle.json，无法登记办件状态。请补上后重新发布。' }
  }
  const lifecycles = parseLifecycles(lifecycleText)
  if (!lifecycles.ok) return { kind: 'broken', message: `lifecycle.json：${lifecycles.problems[0]!.message}` }
  return { kind: 'business', business: { manifest: parsed.manifest, lifecycles: lifecycles.lifecycles } }
}
