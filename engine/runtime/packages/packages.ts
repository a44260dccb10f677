import type { Diagnostic } from '#engine/model/diagnostic'
import type { PackageVerification } from './verify_package.js'
import type { DefinitionRow, PackageDraftRow, PackageRow, Resource } from '../ports/package_store.js'

export interface CheckResult {
  diagnostics: Diagnostic[]
  /** No error among them. */
  ok: boolean
  processes: { key: string; name: string; resource: string }[]
  decisions: { id: string; name: string }[]
  /** Only when asked for, and only of a sound package. */
  verification?: PackageVerification
}

/** 双引擎校验 takes seconds: only who asks for it waits for it. */
export interface VerificationWish {
  verify?: boolean
}

export interface PublishInput extends VerificationWish {
  /** Default: manifest.json's `key`, else the first process's id. */
  key?: string
  name?: string
  resources: readonly Resource[]
  origin: PackageRow['origin']
  publishedBy: string | null
  note?: string | null
}

export type PublishResult =
  | { ok: true; package: PackageRow; definitions: DefinitionRow[]; decisions: { id: string; name: string }[]; diagnostics: Diagnostic[]; unchanged: boolean; verification?: PackageVerification }
  | { ok: false; diagnostics: Diagnostic[] }

/** Deploying: a package version is checked whole, stored whole, pinned whole. */
export interface Packages {
  check(resources: readonly Resource[], wish?: VerificationWish): Promise<CheckResult>
  /** The second engine's verdict warns; it refuses only a package that demands agreement in its manifest. Nothing is stored when a diagnostic is an error. The same checksum as the version in force stores nothing (`unchanged`). */
  publish(input: PublishInput): Promise<PublishResult>
  /**
   * A folder under processes/ at start: a new version when its checksum is new; it becomes the version in force only if
   * nobody has published a newer one in the browser.
   */
  loadFolder(input: { key?: string; resources: readonly Resource[] }): Promise<PublishResult>
  /** Rolls back or forward: new instances take this version. */
  makeDefault(packageId: string): Promise<void>
  list(): Promise<PackageRow[]>
  versions(key: string): Promise<PackageRow[]>
  find(packageId: string): Promise<PackageRow | null>
  resources(packageId: string): Promise<Resource[]>
  draft(key: string): Promise<PackageDraftRow | null>
  /** Keys of the packages that have a draft, published or not. */
  draftKeys(): Promise<string[]>
  putDraft(draft: PackageDraftRow): Promise<void>
  removeDraft(key: string): Promise<void>
}
