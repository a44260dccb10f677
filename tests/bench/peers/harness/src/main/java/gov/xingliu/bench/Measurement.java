package gov.xingliu.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** Clients in a closed loop: each starts an instance, completes all of its tasks in order, starts the next. */
final class Measurement {
  private final Peer peer;
  private final Database database;
  private final String process;
  private final int clients;

  Measurement(Peer peer, Database database, String process, int clients) {
    this.peer = peer;
    this.database = database;
    this.process = process;
    this.clients = clients;
  }

  /** One line of JSON: what was done in {@code seconds} after {@code warmUpSeconds}. */
  String run(double warmUpSeconds, double seconds) throws InterruptedException {
    AtomicBoolean isOver = new AtomicBoolean();
    AtomicBoolean isMeasuring = new AtomicBoolean();
    AtomicReference<RuntimeException> failure = new AtomicReference<>();
    List<Client> all = new ArrayList<>();
    for (int n = 0; n < clients; n++) all.add(new Client(isOver, isMeasuring, failure));
    all.forEach(Thread::start);
    Thread.sleep((long) (warmUpSeconds * 1000));
    long rows = database.rowsWritten();
    OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long cpu = system.getProcessCpuTime();
    double serverCpu = database.serverCpuSeconds();
    long from = System.nanoTime();
    isMeasuring.set(true);
    Thread.sleep((long) (seconds * 1000));
    isMeasuring.set(false);
    double took = (System.nanoTime() - from) / 1e9;
    double cpuSeconds = (system.getProcessCpuTime() - cpu) / 1e9;
    double serverCpuSeconds = database.serverCpuSeconds() - serverCpu;
    long rowsWritten = database.rowsWritten() - rows;
    isOver.set(true);
    for (Client client : all) client.join();
    if (failure.get() != null) throw failure.get();
    return report(all, took, cpuSeconds, serverCpuSeconds, rowsWritten);
  }

  private String report(List<Client> all, double seconds, double cpuSeconds, double serverCpuSeconds, long rows) {
    long[] latencies = all.stream().flatMapToLong(client -> client.latencies.stream().mapToLong(Long::longValue)).sorted().toArray();
    long instances = all.stream().mapToLong(client -> client.instances).sum();
    int completions = latencies.length;
    long units = completions > 0 ? completions : instances;
    return String.format(java.util.Locale.ROOT,
        "{\"process\":\"%s\",\"clients\":%d,\"seconds\":%.3f,\"instances\":%d,\"completions\":%d,\"completionsPerSecond\":%.1f,\"instancesPerSecond\":%.1f,"
            + "\"p50Ms\":%.3f,\"p99Ms\":%.3f,\"cpuSecondsPer1000\":%.4f,\"serverCpuSecondsPer1000\":%.4f,\"rowsWritten\":%d,\"rowsPerUnit\":%.2f}",
        process, clients, seconds, instances, completions, completions / seconds, instances / seconds, at(latencies, 0.5), at(latencies, 0.99),
        units == 0 ? 0 : cpuSeconds * 1000 / units, units == 0 ? 0 : serverCpuSeconds * 1000 / units, rows, units == 0 ? 0 : (double) rows / units);
  }

  private static double at(long[] sorted, double share) {
    return sorted.length == 0 ? 0 : sorted[Math.min(sorted.length - 1, (int) (sorted.length * share))] / 1e6;
  }

  private final class Client extends Thread {
    private final AtomicBoolean isOver;
    private final AtomicBoolean isMeasuring;
    private final AtomicReference<RuntimeException> failure;
    private final List<Long> latencies = new ArrayList<>();
    private long instances;

    Client(AtomicBoolean isOver, AtomicBoolean isMeasuring, AtomicReference<RuntimeException> failure) {
      this.isOver = isOver;
      this.isMeasuring = isMeasuring;
      this.failure = failure;
    }

    @Override
    public void run() {
      try {
        while (!isOver.get()) oneInstance();
      } catch (RuntimeException error) {
        failure.compareAndSet(null, error);
        isOver.set(true);
      }
    }

    private void oneInstance() {
      String id = peer.start(process, Map.of("amount", 500, "applicant", "某餐饮店", "town", "星沙街道"));
      for (String key : Models.TASKS.get(process)) {
        if (isOver.get()) return;
        long before = System.nanoTime();
        peer.complete(id, key, Map.of("area", 66));
        if (isMeasuring.get()) latencies.add(System.nanoTime() - before);
      }
      if (isMeasuring.get()) instances++;
    }
  }
}
