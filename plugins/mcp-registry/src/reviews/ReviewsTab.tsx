import { EmergencyReviews } from '../emergency/EmergencyReviews';
import { ReviewTable } from './ReviewTable';
import styles from './reviews.module.css';

/** What waits to be looked at after it was given: emergencies first, then access that is due. */
export function ReviewsTab() {
  return (
    <div className={styles.tab}>
      <EmergencyReviews />
      <ReviewTable />
    </div>
  );
}
