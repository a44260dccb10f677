import { createJob } from './job.js'
import { defineElement, type Work } from './element.js'

export interface ServiceTaskSettings {
  readonly work: Work | null
}

/** Service task: a job for an external worker (`camunda:topic`) or a handler of the server (`gov:handler`). BPMN 2.0.2, 13.3.3. */
export const serviceTask = defineElement<ServiceTaskSettings>({
  kind: 'serviceTask',
  rests: true,
  compile(source, tools) {
    const work = tools.work(source, true)
    if (work === null) {
      const foreign = ['class', 'delegateExpression', 'expression'].find((name) => tools.attribute(source, name) !== undefined)
      const what = foreign === undefined ? '服务任务没有说明由谁执行' : `服务任务用 ${foreign} 调用 Java 程序，本引擎不运行宿主程序`
      tools.report('error', 'SERVICE_NOT_IMPLEMENTED', `${what}。请用 camunda:topic 交给外部工作者，或用 gov:handler 指定内置处理，或改为 FEEL 脚本任务。`)
    }
    return { work }
  },
  enter: (run, record, _node, { work }) => (work === null ? 'done' : createJob(run, record, work)),
})
