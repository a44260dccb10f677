import type { ElementInformation } from '#engine/model/executable_process'
import type { Manifest } from '../manifest/manifest.js'

/** What `public` of a manifest names and the models do not have, as sentences: found before an applicant meets it. */
export function checkPublicService({ public: offered, documents }: Manifest, elements: readonly ElementInformation[], lifecycleEvents: ReadonlySet<string>): string[] {
  if (offered === null) return []
  const { supplement, withdraw, internalDocuments } = offered
  const task = elements.find(({ id }) => id === supplement?.task)?.userTask
  return [
    ...(supplement !== null && task === undefined ? [`public.supplement 的任务“${supplement.task}”不在流程中。请改为补正环节的编号。`] : []),
    ...(supplement !== null && task !== undefined && !task.outcomes.some(({ value }) => value === supplement.outcome)
      ? [`public.supplement 的结论“${supplement.outcome}”不是任务“${supplement.task}”的选项。请改为补正完成的选项。`]
      : []),
    ...(withdraw !== null && !lifecycleEvents.has(withdraw) ? [`public.withdraw 的事件“${withdraw}”在 lifecycle.json 中没有。请补上，或改正事件名。`] : []),
    ...internalDocuments.filter((name) => !Object.hasOwn(documents, name)).map((name) => `public.internalDocuments 中的文书“${name}”没有在 documents 中声明。请改正。`),
  ]
}
