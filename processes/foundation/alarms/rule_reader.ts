import { isObject } from '../manifest/json_reader.js'
import type { RuleProblem } from './rule.js'

/** What the editor of rules calls them. */
const FIELD_WORDS: Readonly<Record<string, string>> = {
  name: '名称', kind: '报警种类', enabled: '启用', deviceKinds: '设备类型', devices: '设备', reopenMs: '再次立案的间隔', inhibitsChildren: '压制下级',
  type: '条件', value: '数值名', above: '上限', below: '下限', margin: '回差', averageMs: '取平均的时长', is: '取值', direction: '变化方向', by: '变化量', withinMs: '时段',
  afterMs: '离线时长', kinds: '报警种类', forMs: '持续时间', times: '次数', of: '里面的条件', severity: '级别', levels: '各级条件', definitionKey: '业务', form: '表单', urgent: '紧急',
  purpose: '用途', count: '数量', waitMs: '等候时间', quietMs: '平息时间',
}

/** Reads a rule field by field and collects what is wrong; values read beside a problem are placeholders. */
export class RuleReader {
  readonly problems: RuleProblem[]
  readonly #path: string
  readonly #object: Readonly<Record<string, unknown>>

  constructor(value: unknown, path = '', problems: RuleProblem[] = []) {
    this.problems = problems
    this.#path = path
    this.#object = isObject(value) ? value : {}
    if (!isObject(value)) this.problems.push({ code: 'E_RULE_SHAPE', path, message: `${path || '规则'}应为一个对象。请改正。` })
  }

  text(name: string, most: number): string {
    const value = this.value(name)
    if (typeof value === 'string' && value.trim() !== '' && value.length <= most) return value
    this.#expect('E_RULE_TEXT', name, `应填写，且不超过 ${most} 个字。`)
    return ''
  }

  texts(name: string): string[] {
    const value = this.value(name)
    if (value === undefined || value === null) return []
    if (Array.isArray(value) && value.length <= 1_000 && value.every((one) => typeof one === 'string' && one !== '' && one.length <= 191)) return value
    this.#expect('E_RULE_LIST', name, '应为文字的列表，最多 1000 项。请改正。')
    return []
  }

  flag(name: string, fallback: boolean): boolean {
    const value = this.value(name)
    if (value === undefined || typeof value === 'boolean') return value ?? fallback
    this.#expect('E_RULE_FLAG', name, '应为是或否。请改正。')
    return fallback
  }

  oneOf<Word extends string>(name: string, words: readonly Word[]): Word {
    const found = words.find((word) => word === this.value(name))
    if (found === undefined) this.#expect('E_RULE_WORD', name, `应为 ${words.join('、')} 之一。请重新选择。`)
    return found ?? words[0]
  }

  optionalNumber(name: string): number | null {
    return this.has(name) ? this.#number(name, () => true, '应为数字。') : null
  }

  positive(name: string): number {
    return this.#number(name, (value) => value > 0, '应为大于 0 的数字。')
  }

  notNegative(name: string): number {
    return this.#number(name, (value) => value >= 0, '应为不小于 0 的数字。')
  }

  whole(name: string, least: number, most: number): number {
    return this.#number(name, (value) => Number.isInteger(value) && value >= least && value <= most, `应为 ${least} 到 ${most} 的整数。`)
  }

  /** A span of time; said in seconds to people. */
  milliseconds(name: string, least: number, most: number, fallback?: number): number {
    if (fallback !== undefined && !this.has(name)) return fallback
    return this.#number(name, (value) => Number.isInteger(value) && value >= least && value <= most, `应为 ${least / 1_000} 到 ${most / 1_000} 秒之间的时长。`)
  }

  scalar(name: string): string | number | boolean {
    const value = this.value(name)
    if ((typeof value === 'string' && value.length <= 191) || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return value
    this.#expect('E_RULE_VALUE', name, '应为文字、数字或是否。请改正。')
    return ''
  }

  object(name: string): RuleReader {
    return new RuleReader(this.value(name), this.#at(name), this.problems)
  }

  list(name: string): RuleReader[] {
    const value = this.value(name)
    if (Array.isArray(value) && value.length <= 100) return value.map((one, index) => new RuleReader(one, `${this.#at(name)}[${index}]`, this.problems))
    this.#expect('E_RULE_LIST', name, '应为列表，最多 100 项。请改正。')
    return []
  }

  has(name: string): boolean {
    const value = this.value(name)
    return value !== undefined && value !== null
  }

  value(name: string): unknown {
    return Object.hasOwn(this.#object, name) ? this.#object[name] : undefined
  }

  complain(code: string, name: string, message: string): void {
    this.problems.push({ code, path: this.#at(name), message })
  }

  /** Complains in a sentence that names the field and, where there are several, the level it stands in. */
  #expect(code: string, name: string, expected: string): void {
    const level = /levels\[(\d+)\]/.exec(this.#path)?.[1]
    this.complain(code, name, `${level === undefined ? '' : `第 ${Number(level) + 1} 级的`}${FIELD_WORDS[name] ?? `“${name}”`}${expected}`)
  }

  #number(name: string, isFine: (value: number) => boolean, expected: string): number {
    const value = this.value(name)
    if (typeof value === 'number' && Number.isFinite(value) && isFine(value)) return value
    this.#expect('E_RULE_NUMBER', name, `${expected}请改正。`)
    return 1
  }

  #at(name: string): string {
    return [this.#path, name].filter((part) => part !== '').join('.')
  }
}
