import type { Definitions } from '#engine/runtime/engine'

/** What the model that a job came of says to workers. */
export interface ModelWords {
  /** `camunda:versionTag` of the process version; null = none. */
  tagOf(definitionId: string): Promise<string | null>
  /** All process versions with this tag. */
  taggedWith(tag: string): Promise<string[]>
  /** `camunda:properties` of the element. */
  propertiesOf(job: { definitionId: string; elementId: string | null }): Promise<Readonly<Record<string, string>>>
}

/** Reads them off the compiled versions; the tag of a version never changes and is kept. */
export const modelWords = (definitions: Pick<Definitions, 'list' | 'compiled'>): ModelWords => {
  const tags = new Map<string, string | null>()
  const tagOf = async (definitionId: string): Promise<string | null> => {
    const known = tags.get(definitionId)
    if (known !== undefined) return known
    const { versionTag } = await definitions.compiled(definitionId)
    tags.set(definitionId, versionTag)
    return versionTag
  }
  return {
    tagOf,
    async taggedWith(tag) {
      const found: string[] = []
      for (const { id } of definitions.list()) if ((await tagOf(id)) === tag) found.push(id)
      return found
    },
    propertiesOf: async ({ definitionId, elementId }) => (await definitions.compiled(definitionId)).elements.get(elementId ?? '')?.properties ?? {},
  }
}
