import type { UserId } from '#engine/model/principal'

/** One thing somebody of the demo county did, so many working days ago. */
export interface DemoStep {
  /** Which demo case; the first step of each begins it. */
  case: string
  atMs: number
  by: UserId
  action:
    | { kind: 'start'; definitionKey: string; formKey: string; values: Readonly<Record<string, unknown>> }
    /** `item` names the child 办件 whose instance has the task; null = the case itself. */
    | { kind: 'claim'; elementId: string; item: string | null }
    | {
        kind: 'complete'
        elementId: string
        item: string | null
        outcome: string
        opinion: string | null
        values: Readonly<Record<string, unknown>>
      }
    /** What is noted of a case beside its flow. `record` = the material of an earlier demo case that is used again. */
    | { kind: 'note'; fact: string; ref: string; values: Readonly<Record<string, unknown>>; record?: { case: string; material: string } }
}

/** Stands for an uploaded file in the values of a step. */
export const demoFile = (name: string): { demoFile: string } => ({ demoFile: name })

/** An uploaded file as a form's value names it. */
export interface DemoUpload {
  id: string
  name: string
  size: number
  sha256: string
}

/** What playing the demo asks of the engine; bootstrap gives it the real one. An answer other than null is why it was refused. */
export interface DemoDesk {
  /** The clock stands at this instant until the next call. */
  standAt(atMs: number): void
  /** What the commands so far have sent to other instances has arrived. */
  settle(): Promise<void>
  /** Starts a case as a person would, through its form; gives the instance's id. */
  start(step: { definitionKey: string; formKey: string; values: Readonly<Record<string, unknown>>; by: UserId }): Promise<{ instanceId: string } | { refused: string }>
  /** Claims or completes the open task of an element of this instance. */
  claim(step: { instanceId: string; elementId: string; by: UserId }): Promise<string | null>
  complete(step: {
    instanceId: string
    elementId: string
    by: UserId
    outcome: string
    opinion: string | null
    values: Readonly<Record<string, unknown>>
  }): Promise<string | null>
  /** Notes a fact of a case, as the window does. */
  note(step: { instanceId: string; by: UserId; fact: string; ref: string; values: Readonly<Record<string, unknown>> }): Promise<string | null>
  /** Uploads a picture of that name. */
  upload(name: string, by: UserId): Promise<DemoUpload>
  /** Process instance that works on an item of a case; null while there is none. */
  instanceOfItem(caseInstanceId: string, item: string): Promise<string | null>
}
