import { hash as digest } from 'node:crypto'
import type { Diagnostic } from '#engine/model/diagnostic'
import { unknownPackage } from '../errors.js'
import type { DefinitionRow, PackageRow, PackageStore, Resource } from '../ports/package_store.js'
import type { Participant } from '../participant.js'
import { armStartTimers } from './arm_start_timers.js'
import { checkBoundForms } from './check_bound_forms.js'
import { checkResources, isFine } from './check_resources.js'
import type { CompileFunction } from './compile_function.js'
import type { PackageRegistry } from './package_registry.js'
import type { CheckResult, Packages, PublishInput, PublishResult } from './packages.js'
import { demandsAgreement, refuseDisagreement } from './demanded_agreement.js'
import { checkProcessIds, ownerOf } from './process_id_taken.js'
import type { ReadPackage } from './read_package.js'
import { verifyPackage, type PackageVerification, type VerifyFunction } from './verify_package.js'

/** SHA-256 over names and contents in order of name: equal packages have equal checksums. */
export const packageChecksum = (resources: readonly Resource[]): string => {
  const parts = resources
    .map(({ name, content, encoding = 'utf8' }) => `${name}\n${encoding}\n${digest('sha256', content, 'hex')}`)
    .sort()
  return digest('sha256', parts.join('\n'), 'hex')
}

interface Manifest {
  key?: string
  name?: string
}

const manifestOf = (read: ReadPackage): Manifest => {
  try {
    const manifest: unknown = JSON.parse(read.texts.get('manifest.json') ?? '{}')
    if (typeof manifest !== 'object' || manifest === null) return {}
    const { key, name } = manifest as { key?: unknown; name?: unknown }
    return { ...(typeof key === 'string' ? { key } : {}), ...(typeof name === 'string' ? { name } : {}) }
  } catch {
    return {}
  }
}

const decisionsIn = ({ decisions }: ReadPackage) => [...decisions.values()].map(({ id, name }) => ({ id, name }))

const toCheckResult = (read: ReadPackage): CheckResult => ({
  diagnostics: [...read.diagnostics],
  ok: isFine(read),
  processes: read.processes.map(({ process, resource }) => ({ key: process.id, name: process.name, resource })),
  decisions: decisionsIn(read),
})

/** The result with the second engine's verdict, its warnings among the diagnostics. */
const withVerdict = async <R extends { diagnostics: Diagnostic[]; verification?: PackageVerification }>(
  result: R, resources: readonly Resource[], verify: VerifyFunction | undefined,
): Promise<R> => {
  if (verify === undefined) return result
  const verification = await verifyPackage(resources, verify)
  return { ...result, verification, diagnostics: [...result.diagnostics, ...verification.diagnostics] }
}

const noSecondEngine: VerifyFunction = () => Promise.resolve({ status: 'not comparable', reason: 'the second engine is not there' })

const definitionsFor = (read: ReadPackage, packageId: string, packageKey: string, registry: PackageRegistry): DefinitionRow[] =>
  read.processes.map(({ process, resource }) => {
    const versions = registry.list().filter((row) => row.key === process.id).map((row) => row.version)
    const version = Math.max(0, ...versions) + 1
    return { id: `${process.id}:${version}:${packageKey}`, key: process.id, version, name: process.name || process.id, packageId, resource }
  })

/** A folder's version becomes the one in force unless people have published a newer one. */
const takesForce = (origin: PackageRow['origin'], versions: readonly PackageRow[]): boolean => {
  const inForce = versions.find((row) => row.isDefault)
  return origin !== 'folder' || !inForce || inForce.origin === 'folder'
}

/** A package without a key goes by its first process; one of decisions alone by its first decision. */
const firstId = ({ processes, decisions }: ReadPackage): string => processes[0]?.process.id ?? decisions.keys().next().value ?? ''
const firstName = ({ processes, decisions }: ReadPackage): string | undefined => processes[0]?.process.name ?? decisions.values().next().value?.name

/** Before it has a key, a package counts as the next version of the one that holds its first process. */
const checkUnnamed = async (read: ReadPackage, registry: PackageRegistry, store: PackageStore): Promise<Diagnostic[]> => {
  await registry.refresh()
  const first = firstId(read)
  const key = manifestOf(read).key ?? (await ownerOf(first, registry, store))?.key ?? first
  return [...(await checkProcessIds(read, key, registry, store)), ...(await checkBoundForms(read, key, registry, store))]
}

export const createPackages = (
  store: PackageStore, registry: PackageRegistry, compile: CompileFunction, clock: () => number, participants: readonly Participant[] = [], verify: VerifyFunction | undefined = undefined,
): Packages => {
  let publishing: Promise<unknown> = Promise.resolve()

  const keyFor = (input: PublishInput, read: ReadPackage): string => input.key ?? manifestOf(read).key ?? firstId(read)

  const publishNow = async (input: PublishInput): Promise<PublishResult> => {
    const read = await checkResources(input.resources, compile, participants)
    const diagnostics = [...read.diagnostics]
    if (!isFine(read)) return { ok: false, diagnostics }
    await registry.refresh()
    const key = keyFor(input, read)
    const taken = await checkProcessIds(read, key, registry, store)
    const unbound = await checkBoundForms(read, key, registry, store)
    if (taken.length || unbound.length) return { ok: false, diagnostics: [...diagnostics, ...taken, ...unbound] }
    const checksum = packageChecksum(input.resources)
    const versions = await store.versions(key)
    const same = versions.find((row) => row.checksum === checksum && (input.origin === 'folder' || row.isDefault))
    if (same) {
      const definitions = await store.definitionsOf(same.id)
      registry.keep(same.id, definitions, read)
      return { ok: true, package: same, definitions, decisions: decisionsIn(read), diagnostics, unchanged: true }
    }
    const version = (versions[0]?.version ?? 0) + 1
    const row: PackageRow = {
      id: `${key}@${version}`, key, version, name: input.name ?? manifestOf(read).name ?? firstName(read) ?? key, checksum,
      origin: input.origin, publishedBy: input.publishedBy, publishedAtMs: clock(), note: input.note ?? null,
      isDefault: takesForce(input.origin, versions),
    }
    const definitions = definitionsFor(read, row.id, key, registry)
    const compiled = definitions.flatMap((definition) =>
      read.processes.filter(({ process, resource }) => process.id === definition.key && resource === definition.resource).map(({ process }) => ({ definition, process })))
    await store.add(row, input.resources, definitions, row.isDefault ? armStartTimers(compiled, key, clock()) : [])
    await registry.refresh()
    registry.keep(row.id, definitions, read)
    return { ok: true, package: row, definitions, decisions: decisionsIn(read), diagnostics, unchanged: false }
  }

  /** One publication at a time in this process; between nodes the unique version decides. */
  const publishInTurn = (input: PublishInput): Promise<PublishResult> => {
    const turn = publishing.then(() => publishNow(input), () => publishNow(input))
    publishing = turn.catch(() => undefined)
    return turn
  }

  /** A package that demands agreement has it before anything is stored; one that is stored already had it then. */
  const agreementFor = async (input: PublishInput): Promise<PackageVerification | 'not needed'> => {
    const read = await checkResources(input.resources, compile, participants)
    const checksum = packageChecksum(input.resources)
    const isStored = isFine(read) && (await store.versions(keyFor(input, read))).some((row) => row.checksum === checksum)
    return isFine(read) && !isStored ? verifyPackage(input.resources, verify ?? noSecondEngine) : 'not needed'
  }

  /**
   * Nobody waits for another's verification: it follows the publication, or goes before it where agreement is demanded. Folders come with
   * the product, which was verified when it was built: a start waits for no second engine, and a busy machine refuses none of them.
   */
  const publish = async (input: PublishInput): Promise<PublishResult> => {
    const demanded = input.origin !== 'folder' && demandsAgreement(input.resources) ? await agreementFor(input) : 'not needed'
    const refusals = demanded === 'not needed' ? [] : refuseDisagreement(demanded)
    if (demanded !== 'not needed' && refusals.length > 0) return { ok: false, diagnostics: [...demanded.diagnostics, ...refusals] }
    const result = await publishInTurn(input)
    if (result.ok && demanded !== 'not needed') return { ...result, verification: demanded }
    return result.ok && input.verify ? withVerdict(result, input.resources, verify) : result
  }

  return {
    async check(resources, wish = {}) {
      const read = await checkResources(resources, compile, participants)
      const taken = isFine(read) ? await checkUnnamed(read, registry, store) : []
      const result = toCheckResult({ ...read, diagnostics: [...read.diagnostics, ...taken] })
      if (!result.ok || !wish.verify) return result
      const judged = await withVerdict(result, resources, verify)
      const refusals = demandsAgreement(resources) ? refuseDisagreement(judged.verification ?? null) : []
      return { ...judged, ok: refusals.length === 0, diagnostics: [...judged.diagnostics, ...refusals] }
    },
    publish,
    loadFolder: ({ key, resources }) => publish({ ...(key ? { key } : {}), resources, origin: 'folder', publishedBy: null }),
    async makeDefault(packageId) {
      const row = await store.find(packageId)
      if (row === null) throw unknownPackage(packageId)
      if (row.isDefault) return
      const { processes } = await registry.load(packageId)
      const compiled = (await store.definitionsOf(packageId)).map((definition) => ({ definition, process: processes.get(definition.id)! }))
      await store.setDefault(packageId, armStartTimers(compiled, row.key, clock()))
      await registry.refresh()
    },
    list: () => store.packages(),
    versions: (key) => store.versions(key),
    find: (packageId) => store.find(packageId),
    resources: (packageId) => store.resources(packageId),
    draft: (key) => store.draft(key),
    draftKeys: () => store.draftKeys(),
    putDraft: (draft) => store.putDraft(draft),
    removeDraft: (key) => store.removeDraft(key),
  }
}
