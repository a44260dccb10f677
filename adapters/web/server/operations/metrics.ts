import { monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks'
import type { WebServices } from '../web_services.js'

/** Prometheus text (exposition format 0.0.4): commands committed by event, memory, event loop, garbage collection. */
export function createMetrics(services: Pick<WebServices, 'engine'>): () => string {
  const counters = { commands: 0, tasksCompleted: 0, instancesStarted: 0, incidents: 0 }
  let garbageSeconds = 0
  services.engine.onCommitted((news) => {
    counters.commands += 1
    for (const event of news.events) {
      if (event.type === 'TaskClosed' && event.cause === 'completed') counters.tasksCompleted += 1
      if (event.type === 'InstanceStarted') counters.instancesStarted += 1
      if (event.type === 'IncidentRaised') counters.incidents += 1
    }
  })
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) garbageSeconds += entry.duration / 1000
  }).observe({ entryTypes: ['gc'] })
  const delay = monitorEventLoopDelay({ resolution: 20 })
  delay.enable()

  const line = (name: string, type: 'counter' | 'gauge', help: string, value: number) => `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${name} ${value}\n`
  return () =>
    [
      line('xingliu_commands_total', 'counter', 'Commands committed, on any node', counters.commands),
      line('xingliu_tasks_completed_total', 'counter', 'User tasks completed', counters.tasksCompleted),
      line('xingliu_instances_started_total', 'counter', 'Process instances started', counters.instancesStarted),
      line('xingliu_incidents_total', 'counter', 'Incidents raised', counters.incidents),
      line('process_resident_memory_bytes', 'gauge', 'Resident memory', process.memoryUsage.rss()),
      line('process_cpu_seconds_total', 'counter', 'User and system CPU', (process.cpuUsage().user + process.cpuUsage().system) / 1e6),
      line('nodejs_eventloop_delay_p99_seconds', 'gauge', 'Event loop delay, 99th percentile since start', delay.percentile(99) / 1e9),
      line('nodejs_gc_seconds_total', 'counter', 'Time spent in garbage collection', garbageSeconds),
    ].join('')
}
