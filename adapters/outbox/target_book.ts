import type { SharedLook } from '#engine/runtime/workers/shared_look'
import type { TargetStore, TargetVersion } from '#processes/foundation/deliveries/delivery_store'
import type { SaveTargetAnswer, StoredTarget, TargetBook, TargetDraft } from '#processes/foundation/deliveries/ports'
import type { FactTarget, SharedOptions, TargetKind, TargetSettings } from '#processes/foundation/deliveries/target'
import { checkTarget } from './check_target.js'
import type { ActiveTarget } from './target_dispatcher.js'

/** Seals secrets for the database under the installation's key; `context` binds a seal to its target. */
export interface Seal {
  seal(text: string, context: string): string
  /** Null when the seal is not of this installation or of another target. */
  open(sealed: string, context: string): string | null
}

export interface OpenTargetBook extends TargetBook {
  /** Enabled ones whose kind is known, by id. */
  active(): ReadonlyMap<string, ActiveTarget>
  /** What the participant has to know of them; the same list while nothing changes. */
  factTargets(): readonly FactTarget[]
  refresh(): Promise<void>
  stop(): void
}

export interface TargetBookParts {
  store: TargetStore
  kinds: readonly TargetKind[]
  seal: Seal
  /** Whether the operator lets this address be called. */
  isAllowed(url: URL): boolean
  nowMs(): number
  looks: SharedLook
}

/** Whether the settings would take the secret somewhere it was not given for. */
const isElsewhere = (before: Omit<TargetSettings, 'secret' | 'bodyKey'>, after: Omit<TargetSettings, 'secret' | 'bodyKey'>): boolean =>
  before.kind !== after.kind || before.options.authorization !== after.options.authorization || URL.parse(before.url)?.origin !== URL.parse(after.url)?.origin

/** Settings of all targets in memory, renewed when any node has changed them. */
export async function openTargetBook(parts: TargetBookParts): Promise<OpenTargetBook> {
  const { store, kinds, seal } = parts
  const kindOf = new Map(kinds.map((kind) => [kind.kind, kind]))
  let revision = -1
  let versions: readonly TargetVersion[] = []
  let active: ReadonlyMap<string, ActiveTarget> = new Map()
  let facts: readonly FactTarget[] = []

  const refresh = async (): Promise<void> => {
    const latest = await store.revision()
    if (latest === revision) return
    versions = await store.load()
    const opened = versions.flatMap((version) => {
      const kind = kindOf.get(version.settings.kind)
      return kind !== undefined && version.settings.enabled ? [{ kind, settings: openSettings(version, seal) }] : []
    })
    active = new Map(opened.map((target) => [target.settings.id, target]))
    facts = opened.map(factTarget)
    revision = latest
  }
  await refresh()
  const stop = parts.looks.add(refresh)

  const save = async (draft: TargetDraft, expectedVersion: number, by: string, note: string): Promise<SaveTargetAnswer> => {
    const stored = (await store.load()).find(({ id }) => id === draft.id)
    if ((stored?.version ?? 0) !== expectedVersion) return { kind: 'conflict' }
    const before = stored === undefined ? null : openSettings(stored, seal)
    const { secret = before?.secret ?? '', bodyKey = before?.bodyKey ?? null, ...settings } = draft
    const problems = checkTarget({ ...settings, secret, bodyKey }, kindOf, parts.isAllowed)
    if (before !== null && before.secret !== '' && draft.secret === undefined && isElsewhere(before, settings)) {
      problems.push({ path: 'secret', message: '地址、种类或认证方式已更换，请重新填写密钥。' })
    }
    if (problems.length > 0) return { kind: 'invalid', problems }
    const version: TargetVersion = {
      id: draft.id, version: expectedVersion + 1, settings, secret: secret === '' ? null : seal.seal(secret, draft.id), bodyKey: bodyKey === null ? null : seal.seal(bodyKey, draft.id),
      changedBy: by, changedAtMs: parts.nowMs(), note,
    }
    if (!(await store.add(version))) return { kind: 'conflict' }
    await refresh()
    return { kind: 'saved', target: shown(version) }
  }
  return {
    active: () => active,
    factTargets: () => facts,
    list: async () => (await store.load()).map(shown),
    history: async (id) => (await store.history(id)).map(shown),
    save,
    refresh,
    stop,
  }
}

const openSettings = ({ id, settings, secret, bodyKey }: TargetVersion, seal: Seal): TargetSettings => ({
  ...settings, secret: secret === null ? '' : (seal.open(secret, id) ?? ''), bodyKey: bodyKey === null ? null : seal.open(bodyKey, id),
})

const shown = ({ id, version, settings, secret, bodyKey, changedBy, changedAtMs, note }: TargetVersion): StoredTarget => ({
  id, version, settings, hasSecret: secret !== null, hasBodyKey: bodyKey !== null, changedBy, changedAtMs, note,
})

function factTarget({ kind, settings }: ActiveTarget): FactTarget {
  const { fullChain = false, channels = null } = settings.options as SharedOptions
  const { takes = kind.takes } = settings.options as { takes?: readonly FactTarget['takes'][number][] }
  const { mapping = kind.currentMapping } = settings.options as { mapping?: string }
  return { id: settings.id, takes: kind.takes.filter((one) => takes.includes(one)), businesses: settings.businesses, channels, mappingVersion: mapping, fullChain }
}
