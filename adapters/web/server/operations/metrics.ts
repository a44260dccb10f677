import { monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks'
import type { WebServices } from '../web_services.js'
import { createEngineMetrics } from './engine_metrics.js'
import type { HttpMetrics } from './http_metrics.js'
import { metric, plain } from '#adapters/metrics/prometheus'

/** Prometheus text (exposition format 0.0.4): bus, HTTP, what waits in the database, connections, process. No label has more values than we gave it. */
export function createMetrics(services: WebServices, http: HttpMetrics): () => Promise<string> {
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

  const waiting = createEngineMetrics(services)
  const pool = (): string => {
    const connections = services.databasePool()
    return connections ? metric('xingliu_database_connections', 'gauge', 'Connections of the pool', Object.entries(connections).map(([state, n]) => [{ state }, n])) : ''
  }
  return async () => {
    const cpu = process.cpuUsage()
    return [
      plain('xingliu_commands_total', 'counter', 'Commands committed, on any node', counters.commands),
      plain('xingliu_tasks_completed_total', 'counter', 'User tasks completed', counters.tasksCompleted),
      plain('xingliu_instances_started_total', 'counter', 'Process instances started', counters.instancesStarted),
      plain('xingliu_incidents_total', 'counter', 'Incidents raised', counters.incidents),
      services.busMetrics.text(),
      plain('xingliu_bus_waiting', 'gauge', 'Commands in the queue of this node', services.engine.bus.waiting),
      http.text(),
      await waiting(),
      await services.sensorMetrics(),
      pool(),
      plain('process_resident_memory_bytes', 'gauge', 'Resident memory', process.memoryUsage.rss()),
      plain('process_cpu_seconds_total', 'counter', 'User and system CPU', (cpu.user + cpu.system) / 1e6),
      plain('nodejs_eventloop_delay_p99_seconds', 'gauge', 'Event loop delay, 99th percentile since start', delay.percentile(99) / 1e9),
      plain('nodejs_gc_seconds_total', 'counter', 'Time spent in garbage collection', garbageSeconds),
    ].join('')
  }
}
