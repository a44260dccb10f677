import { compileFiles } from './compile_files.js'
import type { Command } from '#engine/kernel/commands'
import type { Event } from '#engine/kernel/events'
import type { Rejection } from '#engine/kernel/rejection'
import type { Actor } from '#engine/runtime/command_envelope'
import { rowKeyText, type DueItemChange } from '#engine/runtime/participant'
import { submit } from '#engine/rehearsal/rehearsal'
import type { CalendarYear } from '#processes/foundation/calendar/calendar_year'
import type { CaseItemRow, CaseRow } from '#processes/foundation/case/case_rows'
import type { IssuedDocumentRow } from '#processes/foundation/documents/issued_document'
import { completeTask, openStage, startCase, type OpenTask, type Stage } from '#processes/rehearsal/stage'

export type Submitted = { ok: true; instanceId: string; events: readonly Event[] } | { ok: false; rejection: Rejection }

/** The county of the rehearsals with handles for specs: what goes wrong beside a command throws. */
export class CountyDriver {
  readonly stage: Stage
  #ids = 0

  constructor(stage: Stage) {
    this.stage = stage
  }

  /** Compiles every model of the package; a finding fails the test. */
  static async open(files: ReadonlyMap<string, string>, startIso: string): Promise<CountyDriver> {
    return new CountyDriver(openStage(await compileFiles(files), Date.parse(startIso)))
  }

  get nowMs(): number {
    return this.stage.rehearsal.nowMs
  }
  set nowMs(atMs: number) {
    this.stage.rehearsal.nowMs = atMs
  }
  get rows() {
    return this.stage.business.rows
  }
  get dueItems() {
    return this.stage.business.dueItems
  }
  get search() {
    return this.stage.business.search
  }
  get jobs() {
    return this.stage.business.jobs
  }
  /** Rounds of loading each step took. */
  get rounds() {
    return this.stage.business.rounds
  }
  get states() {
    return this.stage.rehearsal.states
  }
  get journals() {
    return this.stage.rehearsal.journals
  }
  get tasks() {
    return this.stage.tasks
  }
  get years() {
    return this.stage.years
  }
  set years(years: readonly CalendarYear[]) {
    this.stage.years = years
  }
  get node() {
    return this.stage.node
  }
  set node(name: string) {
    this.stage.node = name
  }

  start(processId: string, by: string, values: Record<string, unknown>): Submitted {
    const instanceId = `i${String((this.#ids += 1)).padStart(4, '0')}`
    return this.#untroubled(startCase(this.stage, { processId, by, values: values as never, instanceId }))
  }

  /** Completes the open task of an element (of one instance, when several are open) as this person. */
  complete(elementId: string, by: string, outcome: string | null, values: Record<string, unknown> = {}, options: { instanceId?: string; opinion?: string } = {}): Submitted {
    const task = this.task(elementId, by, options.instanceId)
    return this.#untroubled(completeTask(this.stage, task, { by, outcome, opinion: options.opinion ?? '同意', values: values as never }))
  }

  claim(elementId: string, by: string, instanceId?: string): Submitted {
    const task = this.task(elementId, by, instanceId)
    return this.submit(task.instanceId, { type: 'ClaimTask', taskId: task.taskId, by }, { kind: 'user', id: by })
  }

  /** The open task of an element that this person may do. */
  task(elementId: string, by: string, instanceId?: string): OpenTask {
    const principals = this.stage.directory().principalsOf(by)
    const found = [...this.tasks.values()].filter(
      (task) =>
        task.elementId === elementId &&
        (instanceId === undefined || task.instanceId === instanceId) &&
        task.candidates.some((candidate) => principals.includes(candidate)),
    )
    if (found.length !== 1) throw new Error(`Expected one open task "${elementId}" for ${by}, found ${found.length}.`)
    return found[0]!
  }

  membersOf(principal: string): readonly string[] {
    return this.stage.directory().membersOf(principal)
  }

  cancel(instanceId: string, by: string, reason: string): Submitted {
    return this.submit(instanceId, { type: 'CancelInstance', reason }, { kind: 'user', id: by })
  }

  /** One command and everything that follows from it; a rejection changes nothing. */
  submit(instanceId: string, command: Command, actor: Actor): Submitted {
    return this.#untroubled(submit(this.stage.rehearsal, instanceId, command, actor))
  }

  caseOf(instanceId: string): CaseRow {
    return this.rows.get(rowKeyText({ table: 'case_records', key: instanceId })) as unknown as CaseRow
  }

  itemsOf(instanceId: string): CaseItemRow[] {
    return this.#all<CaseItemRow>('case_items').filter((row) => row.caseKey === instanceId)
  }

  item(instanceId: string, code: string): CaseItemRow {
    return this.itemsOf(instanceId).find((row) => row.code === code)!
  }

  documents(instanceId: string): IssuedDocumentRow[] {
    return this.#all<IssuedDocumentRow>('issued_documents').filter((row) => row.caseKey === instanceId)
  }

  due(kind: string, ref: string): DueItemChange | undefined {
    return this.dueItems.get(`${kind}/${ref}`)
  }

  at(iso: string): this {
    this.nowMs = Date.parse(iso)
    return this
  }

  #all<Row>(table: string): Row[] {
    return [...this.rows].filter(([key]) => key.startsWith(`${table}/`)).map(([, row]) => row as unknown as Row)
  }

  #untroubled(submitted: Submitted): Submitted {
    const [trouble] = this.stage.troubles.splice(0)
    if (trouble !== undefined) throw new Error(trouble.message)
    return submitted
  }
}
