package __package__.data;

import javax.sql.DataSource;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.io.ClassPathResource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.datasource.init.DatabasePopulatorUtils;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.stereotype.Component;

/**
 * Makes the tables as soon as the database can be reached. Boot's own way would end the
 * start of a service whose database is away.
 */
@Component
public class DatabaseSetup {

	private static final Logger logger = LoggerFactory.getLogger(DatabaseSetup.class);

	private final DataSource dataSource;

	private volatile boolean done;

	DatabaseSetup(DataSource dataSource) {
		this.dataSource = dataSource;
	}

	/**
	 * Makes the tables unless they are there.
	 * @throws DataAccessException if the database cannot be reached
	 */
	public void ensure() {
		if (!this.done) {
			DatabasePopulatorUtils.execute(new ResourceDatabasePopulator(new ClassPathResource("schema.sql"),
					new ClassPathResource("data.sql")), this.dataSource);
			this.done = true;
		}
	}

	/** Makes the tables if the database can be reached. */
	public void tryNow() {
		try {
			ensure();
		}
		catch (DataAccessException ex) {
			logger.warn("Started without the database: {}", ex.getMessage());
		}
	}

	/** To be made anew: after a failure it may be another database, an empty one even. */
	public void forget() {
		this.done = false;
	}

	/** Whether the tables are there. */
	public boolean isDone() {
		return this.done;
	}

}
