/** A place where a JSON file of a package is not as expected. `path` as in `items[2].department`. */
export interface JsonProblem {
  path: string
  message: string
}

/**
 * Reads JSON of unknown shape field by field and collects what is wrong, so that one look tells everything. After `problems` is
 * non-empty the values read are placeholders and must not be used.
 */
export class JsonReader {
  readonly problems: JsonProblem[]
  readonly #path: string
  readonly #object: Readonly<Record<string, unknown>>

  constructor(value: unknown, path = '', problems: JsonProblem[] = []) {
    this.problems = problems
    this.#path = path
    this.#object = isObject(value) ? value : {}
    if (!isObject(value)) this.#report(path || '文件', '应为一个对象', value)
  }

  /** Non-empty text. */
  text(name: string): string {
    const value = this.#own(name)
    if (typeof value === 'string' && value !== '') return value
    this.#report(this.#at(name), '应为非空文本', value)
    return ''
  }

  optionalText(name: string): string | null {
    return this.#own(name) === undefined || this.#own(name) === null ? null : this.text(name)
  }

  /** Whole number from 0 to 10,000. */
  count(name: string, fallback?: number): number {
    const value = this.#own(name)
    if (value === undefined && fallback !== undefined) return fallback
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 10_000) return value
    this.#report(this.#at(name), '应为 0 到 10000 的整数', value)
    return 0
  }

  flag(name: string, fallback: boolean): boolean {
    const value = this.#own(name)
    if (value === undefined) return fallback
    if (typeof value === 'boolean') return value
    this.#report(this.#at(name), '应为 true 或 false', value)
    return fallback
  }

  texts(name: string): string[] {
    const value = this.#own(name)
    if (value === undefined) return []
    if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) return value
    this.#report(this.#at(name), '应为文本列表', value)
    return []
  }

  /** Objects of a list; an absent list is empty. */
  list<T>(name: string, read: (reader: JsonReader) => T): T[] {
    const value = this.#own(name)
    if (value === undefined) return []
    if (Array.isArray(value)) return value.map((entry, index) => read(new JsonReader(entry, `${this.#at(name)}[${index}]`, this.problems)))
    this.#report(this.#at(name), '应为列表', value)
    return []
  }

  /** Objects by name; an absent map is empty. */
  map<T>(name: string, read: (reader: JsonReader) => T): Record<string, T> {
    const value = this.#own(name)
    if (value === undefined) return {}
    return Object.fromEntries(
      Object.entries(isObject(value) ? value : {}).map(([key, entry]) => [key, read(new JsonReader(entry, `${this.#at(name)}.${key}`, this.problems))]),
    )
  }

  object(name: string): JsonReader {
    return new JsonReader(this.#own(name), this.#at(name), this.problems)
  }

  has(name: string): boolean {
    return this.#own(name) !== undefined && this.#own(name) !== null
  }

  /** Any value, null when absent. */
  value(name: string): unknown {
    return this.#own(name) ?? null
  }

  names(): string[] {
    return Object.keys(this.#object)
  }

  /** Adds a finding about one of this object's fields. */
  complain(name: string, message: string): void {
    this.problems.push({ path: this.#at(name), message })
  }

  #own(name: string): unknown {
    return Object.hasOwn(this.#object, name) ? this.#object[name] : undefined
  }

  #at(name: string): string {
    return this.#path === '' ? name : `${this.#path}.${name}`
  }

  #report(path: string, expected: string, value: unknown): void {
    const found = value === undefined ? '没有填写' : `是 ${JSON.stringify(value)?.slice(0, 60)}`
    this.problems.push({ path, message: `${path} ${expected}，但现在${found}。请改正后重新检查。` })
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
