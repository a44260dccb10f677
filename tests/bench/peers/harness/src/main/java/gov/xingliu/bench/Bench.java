package gov.xingliu.bench;

import java.util.function.Function;

/**
 * What both peers' `main` run: opens the engine, deploys, measures, prints one line of JSON per measurement to standard output.
 * Settings come as system properties: url, user, password, serverPid, points (p6:1,p6:64,…: process and number of clients), warmUp, pause, seconds.
 */
public final class Bench {
  private Bench() {}

  public static void run(Models models, Function<Database, Peer> open) throws Exception {
    try (Database database = new Database(System.getProperty("url"), System.getProperty("user"), System.getProperty("password")); Peer peer = open.apply(database)) {
      peer.deploy(models);
      System.out.println("{\"settings\":\"" + peer.settings() + " " + database.durability() + " java=" + System.getProperty("java.version") + "\"}");
      double warmUp = Double.parseDouble(System.getProperty("warmUp", "60"));
      double seconds = Double.parseDouble(System.getProperty("seconds", "20"));
      double pause = Double.parseDouble(System.getProperty("pause", "2"));
      boolean isFirst = true;
      for (String point : System.getProperty("points", "p6:1,p6:64").split(",")) {
        String[] parts = point.split(":");
        System.out.println(new Measurement(peer, database, parts[0], Integer.parseInt(parts[1])).run(isFirst ? warmUp : pause, seconds));
        isFirst = false;
      }
    }
    System.exit(0);
  }
}
