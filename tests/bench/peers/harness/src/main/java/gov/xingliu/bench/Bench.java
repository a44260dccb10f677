package gov.xingliu.bench;

import java.util.function.Function;

/**
 * What both peers' `main` run: opens the engine, deploys, measures, prints one line of JSON per measurement to standard output.
 * Settings come as system properties: url, user, password, processes, clients, warmUp, seconds.
 */
public final class Bench {
  private Bench() {}

  public static void run(Models models, Function<Database, Peer> open) throws Exception {
    try (Database database = new Database(System.getProperty("url"), System.getProperty("user"), System.getProperty("password")); Peer peer = open.apply(database)) {
      peer.deploy(models);
      System.out.println("{\"settings\":\"" + peer.settings() + " " + database.durability() + " java=" + System.getProperty("java.version") + "\"}");
      double warmUp = Double.parseDouble(System.getProperty("warmUp", "60"));
      double seconds = Double.parseDouble(System.getProperty("seconds", "20"));
      boolean isFirst = true;
      for (String process : System.getProperty("processes", "p6").split(",")) {
        for (String clients : System.getProperty("clients", "1,64").split(",")) {
          System.out.println(new Measurement(peer, database, process, Integer.parseInt(clients)).run(isFirst ? warmUp : Math.min(warmUp, 5), seconds));
          isFirst = false;
        }
      }
    }
    System.exit(0);
  }
}
