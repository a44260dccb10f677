/**
 * A BPMN element as the reader leaves it: typed BPMN properties by name, attributes of other namespaces raw in `$attrs` under
 * their usual prefix (`camunda:assignee`, `flowable:class`), whatever prefix the file itself uses.
 */
export interface SourceElement {
  readonly $type: string
  readonly id?: string
  readonly name?: string
  readonly $attrs?: Readonly<Record<string, string>>
  readonly $parent?: SourceElement
  /** Children of a foreign element (`camunda:inputOutput` …). */
  readonly $children?: readonly SourceElement[]
  /** Text of a foreign element. */
  readonly $body?: string
  readonly [property: string]: unknown
}
