import type { CompiledDecision } from '#engine/decisions/decision_model'
import type { Binding, OutsideBinding } from '#engine/model/binding'
import type { DefinitionRow, PackageRow } from '../ports/package_store.js'
import type { LoadedPackage } from './loaded_package.js'

/** What a bound reference leads to; `missing` names package versions to be read before that is known. */
export type Bound<Target> = { kind: 'found'; target: Target } | { kind: 'none' } | { kind: 'missing'; packages: readonly string[] }

/** References from a package version to processes, decisions and forms, by binding. Contract §10. */
export interface BoundReferences {
  /** Definition id of a process. */
  definition(processId: string, from: LoadedPackage, binding: Binding): Bound<string>
  /** `from` null: as seen from no package, for who asks by hand. */
  decision(decisionId: string, from: LoadedPackage | null, binding: Binding): Bound<FoundInPackage>
  /** Id of the package version the form lies in. */
  form(formKey: string, from: Pick<LoadedPackage, 'id'>, binding: OutsideBinding): Bound<string>
}

/** A decision and the package version it lies in. */
export interface FoundInPackage {
  readonly packageId: string
  readonly decision: CompiledDecision
}

/** What is remembered of a package version once it was read, even when it is no longer held compiled. */
export interface PackageContents {
  /** Version tag by definition id. */
  readonly processTags: ReadonlyMap<string, string | null>
  /** Version tag by decision id. */
  readonly decisionTags: ReadonlyMap<string, string | null>
  /** Version tag by every name a form goes by. */
  readonly formTags: ReadonlyMap<string, string | null>
}

export interface KnownPackages {
  /** Newest version of a key first. */
  definitions(): readonly DefinitionRow[]
  /** The definition in force. */
  inForce(processId: string): DefinitionRow | null
  packages(): readonly PackageRow[]
  contents(packageId: string): PackageContents | undefined
  loaded(packageId: string): LoadedPackage | undefined
}

const NONE = { kind: 'none' } as const
const found = <Target>(target: Target | undefined): Bound<Target> => (target === undefined ? NONE : { kind: 'found', target })

export const contentsOf = ({ processes, decisions, forms }: Pick<LoadedPackage, 'processes' | 'decisions' | 'forms'>): PackageContents => ({
  processTags: new Map([...processes].map(([id, { versionTag }]) => [id, versionTag])),
  decisionTags: new Map([...decisions].map(([id, { versionTag }]) => [id, versionTag])),
  formTags: new Map([...forms].map(([name, { schema }]) => [name, schema.versionTag ?? null])),
})

export const boundReferences = (known: KnownPackages): BoundReferences => {
  /** The first candidate whose contents fit; all that were never read are asked for at once. */
  const firstFitting = <Candidate>(candidates: readonly Candidate[], packageOf: (one: Candidate) => string, fits: (one: Candidate, contents: PackageContents) => boolean): Bound<Candidate> => {
    const unread = candidates.map(packageOf).filter((id) => known.contents(id) === undefined)
    if (unread.length > 0) return { kind: 'missing', packages: [...new Set(unread)] }
    return found(candidates.find((one) => fits(one, known.contents(packageOf(one))!)))
  }

  /** The referring package's own versions before those of others, newest first. */
  const ownFirst = (from: Pick<LoadedPackage, 'id'> | null): PackageRow[] => {
    const rows = known.packages()
    const ownKey = rows.find(({ id }) => id === from?.id)?.key
    return rows.toSorted((one, other) => Number(other.key === ownKey) - Number(one.key === ownKey) || other.publishedAtMs - one.publishedAtMs || other.version - one.version)
  }

  /** The package version that a decision or form is meant of; `tagsOf` names what a package holds. */
  const holderOf = (name: string, tagsOf: (contents: PackageContents) => ReadonlyMap<string, string | null>, from: Pick<LoadedPackage, 'id'> | null, binding: OutsideBinding): Bound<PackageRow> => {
    const idOf = ({ id }: PackageRow): string => id
    const ordered = ownFirst(from)
    const holder = firstFitting(ordered.filter(({ isDefault }) => isDefault), idOf, (_row, contents) => tagsOf(contents).has(name))
    if (binding === 'latest' || holder.kind === 'missing') return holder
    // a version or tag is looked for in the package that holds it now, else in the referring package's own past
    const key = holder.kind === 'found' ? holder.target.key : ordered.find(({ id }) => id === from?.id)?.key
    const versions = ordered.filter((row) => row.key === key && (!('version' in binding) || row.version === binding.version))
    return firstFitting(versions, idOf, (_row, contents) => tagsOf(contents).has(name) && (!('versionTag' in binding) || tagsOf(contents).get(name) === binding.versionTag))
  }

  return {
    definition(processId, from, binding) {
      if (binding === 'deployment') return found(from.definitionIds.get(processId))
      if (binding === 'latest') return found(known.inForce(processId)?.id)
      const rows = known.definitions().filter(({ key }) => key === processId)
      if ('version' in binding) return found(rows.find(({ version }) => version === binding.version)?.id)
      const tagged = firstFitting(rows, ({ packageId }) => packageId, ({ id }, { processTags }) => processTags.get(id) === binding.versionTag)
      return tagged.kind === 'found' ? found(tagged.target.id) : tagged
    },

    decision(decisionId, from, binding) {
      const where: Bound<{ id: string }> = binding === 'deployment' ? found(from ?? undefined) : holderOf(decisionId, ({ decisionTags }) => decisionTags, from, binding)
      if (where.kind !== 'found') return where
      const { id } = where.target
      const loaded = id === from?.id ? from : known.loaded(id)
      if (loaded === undefined) return { kind: 'missing', packages: [id] }
      const decision = loaded.decisions.get(decisionId)
      return decision === undefined ? NONE : found({ packageId: id, decision })
    },

    form(formKey, from, binding) {
      const where = holderOf(formKey, ({ formTags }) => formTags, from, binding)
      return where.kind === 'found' ? found(where.target.id) : where
    },
  }
}
