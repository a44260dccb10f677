import { computed, ref, shallowRef } from 'vue'
import type { PackageResource } from '#designer/package_resources'
import { sentenceOf } from '../api/problem.js'
import { formatInstant } from '../words/instants.js'
import { discardDraft, readDraft, readPackage, readVersion, saveDraft, type DeployResponse, type PackageDetail } from './package_api.js'
import { d } from './words.js'

/** Pause after the last change before the draft is saved. */
const SAVE_AFTER_MS = 1200

export type Problem = DeployResponse['diagnostics'][number]

/** The package on the bench: its files, its draft's fate, its problems. One per designer page. */
export function usePackageWorkbench(key: string) {
  const detail = shallowRef<PackageDetail | null>(null)
  const resources = ref<PackageResource[]>([])
  const isLoaded = ref(false)
  const hasDraft = ref(false)
  const saving = ref('')
  const problems = shallowRef<readonly Problem[] | null>(null)
  /** Counts up when all content was exchanged, so that open editors read it anew. */
  const generation = ref(0)
  let timer: ReturnType<typeof setTimeout> | undefined
  let isDirty = false

  async function load(): Promise<void> {
    const found = await readPackage(key)
    const draft = found?.hasDraft ? await readDraft(key) : null
    detail.value = found
    hasDraft.value = draft !== null
    const published = found?.latestVersion ?? null
    resources.value = draft?.resources ?? (published === null ? [] : await readVersion(key, published))
    saving.value = draft ? d('save.done', { time: formatInstant(draft.savedAt) }) : d('save.none')
    problems.value = null
    generation.value++
    isLoaded.value = true
  }

  function change(name: string, content: string): void {
    const resource = resources.value.find((entry) => entry.name === name)
    if (!resource || resource.content === content) return
    resource.content = content
    delete resource.encoding
    markDirty()
  }

  function markDirty(): void {
    isDirty = true
    saving.value = d('save.pending')
    clearTimeout(timer)
    timer = setTimeout(() => void save(), SAVE_AFTER_MS)
  }

  async function save(): Promise<void> {
    clearTimeout(timer)
    if (!isDirty) return
    isDirty = false
    try {
      const draft = await saveDraft(key, resources.value)
      hasDraft.value = true
      if (!isDirty) saving.value = d('save.done', { time: formatInstant(draft.savedAt) })
    } catch (error) {
      isDirty = true
      saving.value = d('save.failed', { reason: sentenceOf(error) })
    }
  }

  function add(resource: PackageResource): void {
    resources.value.push(resource)
    markDirty()
  }

  function remove(name: string): void {
    resources.value = resources.value.filter((resource) => resource.name !== name)
    markDirty()
  }

  async function discard(): Promise<void> {
    clearTimeout(timer)
    isDirty = false
    await discardDraft(key)
    await load()
  }

  async function takeOut(version: number): Promise<void> {
    resources.value = await readVersion(key, version)
    generation.value++
    markDirty()
    await save()
  }

  const errors = computed(() => (problems.value ?? []).filter((problem) => problem.severity === 'error').length)
  const warnings = computed(() => (problems.value ?? []).filter((problem) => problem.severity === 'warning').length)

  return { detail, resources, isLoaded, hasDraft, saving, problems, generation, errors, warnings, load, change, save, add, remove, discard, takeOut, isDirty: () => isDirty }
}
