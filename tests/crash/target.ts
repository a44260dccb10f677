/** A server under test: the product over HTTP, or the bare bus behind the same few calls. */
export interface Target {
  /** Starts it the first time, or again after a kill. */
  start(): Promise<void>
  /** SIGKILL. */
  kill(): Promise<void>
  /** Ends it in good order. */
  end(): Promise<void>
  /** Removes what it left. */
  cleanUp(): Promise<void>
  /** Starts a case of two tasks in a row; answers the instance. Rejects with `Unanswered` when nobody can say what became of it. */
  startCase(key: string): Promise<string>
  /** The open task of an instance, or null. Only reads. */
  openTask(instanceId: string): Promise<string | null>
  complete(instanceId: string, taskId: string, key: string): Promise<void>
  /** Nothing is left to be taken up. */
  settled(): Promise<void>
  /** SQLite file or `mysql://…`, for the checker. */
  database(): string
}

/** No answer, or one that says "not now": the same command is sent again under the same key. */
export class Unanswered extends Error {}

/** The model both targets run. */
export const CASE_MODEL = `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="crash" targetNamespace="t">
<bpmn:process id="crash_case" name="断电演练" isExecutable="true">
  <bpmn:startEvent id="start"/>
  <bpmn:userTask id="first" name="受理" camunda:candidateGroups="role:window_clerk@dept:admin_service"/>
  <bpmn:userTask id="second" name="办结" camunda:candidateGroups="role:window_clerk@dept:admin_service"/>
  <bpmn:endEvent id="end"/>
  <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="first"/><bpmn:sequenceFlow id="f2" sourceRef="first" targetRef="second"/>
  <bpmn:sequenceFlow id="f3" sourceRef="second" targetRef="end"/>
</bpmn:process></bpmn:definitions>`
