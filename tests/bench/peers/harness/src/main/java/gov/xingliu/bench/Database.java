package gov.xingliu.bench;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** The measured database: a pool for the engine, and counts for the report. */
public final class Database implements AutoCloseable {
  private final HikariDataSource pool;

  public Database(String url, String user, String password) {
    HikariConfig configuration = new HikariConfig();
    configuration.setJdbcUrl(url);
    configuration.setUsername(user);
    configuration.setPassword(password);
    configuration.setMaximumPoolSize(80);
    configuration.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    pool = new HikariDataSource(configuration);
  }

  public DataSource source() {
    return pool;
  }

  /** Rows inserted, updated and deleted by the server since it started, temporary tables left out. */
  public long rowsWritten() {
    return number("SELECT SUM(VARIABLE_VALUE) FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME IN ('HANDLER_WRITE','HANDLER_UPDATE','HANDLER_DELETE')");
  }

  /** CPU seconds, user and system, of the server's process: fields 14 and 15 of {@code /proc/<pid>/stat}, in hundredths (proc(5)). */
  public double serverCpuSeconds() {
    try {
      String stat = Files.readString(Path.of("/proc", System.getProperty("serverPid"), "stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
    } catch (IOException error) {
      throw new UncheckedIOException(error);
    }
  }

  /** Durability of the server, for the report. */
  public String durability() {
    return "innodb_flush_log_at_trx_commit=" + number("SELECT @@innodb_flush_log_at_trx_commit") + " isolation=READ COMMITTED pool=80";
  }

  private long number(String sql) {
    try (Connection connection = pool.getConnection(); Statement statement = connection.createStatement(); ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getLong(1);
    } catch (SQLException error) {
      throw new IllegalStateException(error);
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
