/** A file of a package: text, or base64 when `encoding` says so. */
export interface Resource {
  name: string
  content: string
  encoding?: 'utf8' | 'base64'
}

/** One version of a package: the unit of deploying, approving, rolling back and pinning. */
export interface PackageRow {
  /** `<key>@<version>`. */
  id: string
  key: string
  version: number
  name: string
  /** SHA-256 over names and contents, hex. */
  checksum: string
  /** `folder` = loaded from processes/ at start, `browser` = published by a person, `api` = deployed by the HTTP contract. */
  origin: 'folder' | 'browser' | 'api'
  publishedBy: string | null
  publishedAtMs: number
  note: string | null
  /** The version new instances of its processes take. At most one per key. */
  isDefault: boolean
}

/** An executable process of a package version. */
export interface DefinitionRow {
  /** `<processId>:<version>:<packageKey>`. */
  id: string
  key: string
  version: number
  name: string
  packageId: string
  /** Resource it was compiled from. */
  resource: string
}

/** A timer start event of a version in force. */
export interface StartTimerRow {
  /** `<definition id>/<element id>`, with `/<n>` for one of several definitions that are all needed. */
  id: string
  packageKey: string
  definitionId: string
  elementId: string
  part: number | null
  timerKind: 'date' | 'duration' | 'cycle'
  /** ISO-8601 or cron body as written. */
  timerBody: string
  dueAtMs: number
  /** How often it may still fire after that; null = without end. */
  repetitionsLeft: number | null
}

export interface PackageDraftRow {
  key: string
  userId: string
  resources: Resource[]
  updatedAtMs: number
}

export interface PackageStore {
  packages(): Promise<PackageRow[]>
  versions(key: string): Promise<PackageRow[]>
  find(packageId: string): Promise<PackageRow | null>
  resources(packageId: string): Promise<Resource[]>
  definitions(): Promise<DefinitionRow[]>
  definitionsOf(packageId: string): Promise<DefinitionRow[]>
  /**
   * Stores a version with its resources and definitions in one transaction; a version already taken rejects with E_STORAGE_DUPLICATE. When it
   * comes into force, its start timers take the place of the package's older ones.
   */
  add(row: PackageRow, resources: readonly Resource[], definitions: readonly DefinitionRow[], startTimers: readonly StartTimerRow[]): Promise<void>
  /** Makes this version the one new instances take, with its start timers alone. */
  setDefault(packageId: string, startTimers: readonly StartTimerRow[]): Promise<void>
  /** Versions in force whose start timers have never been armed. */
  unarmed(): Promise<PackageRow[]>
  /** Arms them, unless another node has done so or another version is in force by now; false then. */
  arm(row: PackageRow, startTimers: readonly StartTimerRow[]): Promise<boolean>
  draft(key: string): Promise<PackageDraftRow | null>
  /** Keys of the packages that have a draft, published or not. */
  draftKeys(): Promise<string[]>
  putDraft(draft: PackageDraftRow): Promise<void>
  removeDraft(key: string): Promise<void>
}
