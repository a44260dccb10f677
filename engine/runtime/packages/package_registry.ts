import type { ExecutableProcess } from '#engine/model/executable_process'
import { unknownDefinition, unknownPackage } from '../errors.js'
import type { Definitions } from '../engine.js'
import type { DefinitionRow, PackageRow, PackageStore } from '../ports/package_store.js'
import { boundReferences, contentsOf, type BoundReferences, type PackageContents } from './bound_references.js'
import type { CompileFunction } from './compile_function.js'
import type { LoadedPackage } from './loaded_package.js'
import { personalFieldKeys, preparePackageForm } from './package_forms.js'
import type { PreparedPackageForm } from './prepared_form.js'
import { readPackage, type ReadPackage } from './read_package.js'
import { settleReference } from './settle_reference.js'

/** Definitions and compiled packages of this process. */
export interface PackageRegistry extends Definitions {
  /** Reads the lists again: after a publication, here or on another node. */
  refresh(): Promise<void>
  loaded(packageId: string): LoadedPackage | undefined
  load(packageId: string): Promise<LoadedPackage>
  /** A package just read to be checked need not be read again to run. */
  keep(packageId: string, definitions: readonly DefinitionRow[], read: ReadPackage): void
  /** References by binding, as things stand now. */
  readonly bound: BoundReferences
}

/** Package versions kept compiled; older ones are compiled again when an instance of theirs moves. */
const LOADED_PACKAGES = 200

const loadPackage = async (packageId: string, store: PackageStore, compile: CompileFunction): Promise<LoadedPackage> => {
  const resources = await store.resources(packageId)
  if (!resources.length) throw unknownPackage(packageId)
  const definitions = await store.definitionsOf(packageId)
  return loadedFrom(packageId, definitions, await readPackage(resources, compile))
}

const loadedFrom = (packageId: string, definitions: readonly DefinitionRow[], read: ReadPackage): LoadedPackage => {
  const { processes: compiled, forms: schemas, decisions, texts } = read
  const processes = new Map<string, ExecutableProcess>()
  const definitionIds = new Map<string, string>()
  for (const definition of definitions) {
    const found = compiled.find(({ process, resource }) => process.id === definition.key && resource === definition.resource)
    if (!found) throw unknownDefinition(definition.id)
    processes.set(definition.id, found.process)
    definitionIds.set(definition.key, definition.id)
  }
  const prepared = new Map<unknown, PreparedPackageForm>()
  const forms = new Map<string, PreparedPackageForm>()
  for (const [name, schema] of schemas) {
    const form = prepared.get(schema) ?? preparePackageForm(name, schema)
    prepared.set(schema, form)
    forms.set(name, form)
  }
  const personalKeys = new Set([...schemas.values()].flatMap(personalFieldKeys))
  return { id: packageId, processes, definitionIds, decisions, forms, texts, personalKeys }
}

export const createPackageRegistry = (store: PackageStore, compile: CompileFunction): PackageRegistry => {
  let definitions: readonly DefinitionRow[] = []
  let byId = new Map<string, DefinitionRow>()
  let packages = new Map<string, PackageRow>()
  const loaded = new Map<string, LoadedPackage>()
  const loading = new Map<string, Promise<LoadedPackage>>()
  const contents = new Map<string, PackageContents>()

  const refresh = async (): Promise<void> => {
    const [rows, packageRows] = [await store.definitions(), await store.packages()]
    definitions = rows
    byId = new Map(rows.map((row) => [row.id, row]))
    packages = new Map(packageRows.map((row) => [row.id, row]))
  }

  const remember = (ready: LoadedPackage): LoadedPackage => {
    loaded.set(ready.id, ready)
    contents.set(ready.id, contentsOf(ready))
    for (const oldest of loaded.keys()) {
      if (loaded.size <= LOADED_PACKAGES) break
      loaded.delete(oldest)
    }
    return ready
  }

  const load = (packageId: string): Promise<LoadedPackage> => {
    const known = loaded.get(packageId)
    if (known) return Promise.resolve(known)
    const running = loading.get(packageId)
    if (running) return running
    const started = loadPackage(packageId, store, compile).then(remember).finally(() => loading.delete(packageId))
    loading.set(packageId, started)
    return started
  }

  /** Rows come newest first: of two packages in force with one process id, the newer holds it. */
  const latest = (): DefinitionRow[] => {
    const inForce = new Map<string, DefinitionRow>()
    for (const row of definitions) if (packages.get(row.packageId)?.isDefault && !inForce.has(row.key)) inForce.set(row.key, row)
    return [...inForce.values()]
  }

  const byKey = (key: string, version?: number): DefinitionRow | null =>
    (version === undefined ? latest().find((row) => row.key === key) : definitions.find((row) => row.key === key && row.version === version)) ?? null

  const bound = boundReferences({
    definitions: () => definitions,
    inForce: byKey,
    packages: () => [...packages.values()],
    contents: (packageId) => contents.get(packageId),
    loaded: (packageId) => loaded.get(packageId),
  })

  return {
    refresh,
    bound,
    loaded: (packageId) => loaded.get(packageId),
    load,
    keep(packageId, rows, read) {
      if (!loaded.has(packageId)) remember(loadedFrom(packageId, rows, read))
    },
    list: () => definitions,
    find: (definitionId) => byId.get(definitionId) ?? null,
    byKey,
    latest,
    async compiled(definitionId) {
      // Another node may have published it since the lists were read.
      if (!byId.has(definitionId)) await refresh()
      const row = byId.get(definitionId)
      if (!row) throw unknownDefinition(definitionId)
      const process = (await load(row.packageId)).processes.get(definitionId)
      if (!process) throw unknownDefinition(definitionId)
      return process
    },
    form: async (packageId, formKey) => (await load(packageId)).forms.get(formKey) ?? null,
    async boundForm(packageId, formKey, binding) {
      if (binding === undefined) return { packageId, form: (await load(packageId)).forms.get(formKey) ?? null }
      const where = await settleReference(() => bound.form(formKey, { id: packageId }, binding), load)
      return where === null ? null : { packageId: where, form: (await load(where)).forms.get(formKey) ?? null }
    },
    resource: async (packageId, name) => (await load(packageId)).texts.get(name) ?? null,
  }
}
